using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>Draws operands whose results stay short.</summary>
internal static class Operands
{
    private static readonly int[] s_lengths = [1, 1, 2, 2, 2, 2, 3, 3, 4];

    /// <summary>
    /// The shares of numbers with a fraction: more to learn from. Whether the point behind a number ends a sentence or begins a fraction is told by what
    /// stands behind it, and where one number of two has a fraction its fraction got lost ("81 minus 72" of 81 and 72.2).
    /// </summary>
    private const double FractionShareToLearn = 0.4;

    private const double FractionShare = 0.18;

    /// <summary>A number of one to four digits, at times with a fraction.</summary>
    public static decimal Number(TaskRandom random, Split split)
        => Number(random, split, CrowdedDigits.Draw(random, split));

    private static decimal Number(TaskRandom random, Split split, CrowdedDigits? few)
    {
        int whole = WholeNumber(random, few);
        return random.Chance(split == Split.Train ? FractionShareToLearn : FractionShare) ? random.Chance(0.6) ? whole / 10m : whole / 100m : whole;
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
        decimal left = Number(random, split, few);
        decimal right = Number(random, split, few);
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
