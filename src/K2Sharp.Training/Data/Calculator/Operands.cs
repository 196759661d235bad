using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>Draws operands whose results stay short.</summary>
internal static class Operands
{
    private static readonly int[] s_lengths = [1, 1, 2, 2, 2, 2, 3, 3, 4];

    /// <summary>A number of one to four digits, at times with a fraction.</summary>
    public static decimal Number(TaskRandom random, CrowdedDigits? few)
    {
        int whole = WholeNumber(random, few);
        return random.Chance(0.18) ? random.Chance(0.6) ? whole / 10m : whole / 100m : whole;
    }

    /// <summary>A number above zero without a fraction.</summary>
    private static int WholeNumber(TaskRandom random, CrowdedDigits? few)
    {
        int length = random.Pick(s_lengths);
        if (few is not null)
        {
            return few.Number(random, length);
        }

        int least = length switch { 1 => 1, 2 => 10, 3 => 100, _ => 1000 };
        return random.Next(least, least * 10);
    }

    /// <summary>Operands of an operation. Quotients mostly come out with few decimals.</summary>
    public static (string Left, string Right) For(Operation operation, TaskRandom random, Split split)
    {
        CrowdedDigits? few = CrowdedDigits.Draw(random, split);
        decimal left = Number(random, few);
        decimal right = Number(random, few);
        if (operation == Operation.Minus && left < right && random.Chance(0.8))
        {
            (left, right) = (right, left);
        }

        if (operation == Operation.DividedBy && random.Chance(0.85))
        {
            right = random.Chance(0.9) ? random.Next(2, 100) : right;
            decimal quotient = random.Chance(0.7) ? random.Next(2, 300) : random.Next(2, 3000) / 100m;
            left = right * quotient;
        }

        return (CalculatorWorld.Format(left), CalculatorWorld.Format(right));
    }
}
