using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>Draws pairs of numbers, many of them hard: the same part before the point and different numbers of digits after it.</summary>
internal static class DecimalPairs
{
    private static readonly int[] s_wholeLengths = [1, 1, 1, 1, 1, 1, 2, 2, 2, 3];

    private static readonly int[] s_places = [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4];

    /// <summary>A pair on the wanted side of the split.</summary>
    public static DecimalPair Draw(TaskRandom random, Split split)
    {
        DecimalPair pair;
        do
        {
            pair = DrawAny(random, CrowdedDigits.Draw(random, split));
        }
        while (pair.Split != split);

        return pair;
    }

    private static DecimalPair DrawAny(TaskRandom random, CrowdedDigits? few)
    {
        string whole = Digits(random, few, random.Pick(s_wholeLengths), isWhole: true);
        string fraction = Digits(random, few, random.Pick(s_places), isWhole: false);
        double kind = random.NextDouble();
        (string otherWhole, string otherFraction) = kind switch
        {
            < 0.45 => (whole, Digits(random, few, random.Pick(s_places), isWhole: false)),
            < 0.65 => (whole, Related(random, few, fraction)),
            < 0.72 => (whole, fraction + new string('0', random.Next(fraction.Length == 4 ? 0 : 1, Math.Max(1, 5 - fraction.Length)))),
            < 0.84 => (Changed(random, few, whole), Digits(random, few, random.Pick(s_places), isWhole: false)),
            _ => (Digits(random, few, random.Pick(s_wholeLengths), isWhole: true), Digits(random, few, random.Pick(s_places), isWhole: false)),
        };
        bool negative = random.Chance(0.1);
        bool both = random.Chance(0.6);
        var left = new DecimalNumber(negative, whole, fraction);
        var right = new DecimalNumber(negative && both, otherWhole, otherFraction);

        // There is no minus zero.
        left = left with { IsNegative = left.IsNegative && left.Value != 0 };
        right = right with { IsNegative = right.IsNegative && right.Value != 0 };
        return random.Chance(0.5) ? new DecimalPair(left, right) : new DecimalPair(right, left);
    }

    private static string Digits(TaskRandom random, CrowdedDigits? few, int count, bool isWhole)
    {
        Span<char> digits = stackalloc char[count];
        for (int i = 0; i < count; i++)
        {
            // Zeros early in a fraction (0.05, 10.01) are where people and models slip.
            bool zero = !isWhole && random.Chance(0.12);
            int least = isWhole && count > 1 && i == 0 ? 1 : 0;
            digits[i] = zero ? '0' : few?.Next(random, least == 0) ?? (char)('0' + random.Next(least, 10));
        }

        return new string(digits);
    }

    /// <summary>A fraction that begins like the given one: cut, with digits appended, or with one digit changed.</summary>
    private static string Related(TaskRandom random, CrowdedDigits? few, string fraction)
    {
        double kind = random.NextDouble();
        if (kind < 0.35 && fraction.Length < 4)
        {
            return fraction + Digits(random, few, random.Next(1, 5 - fraction.Length), isWhole: false);
        }

        if (kind < 0.5 && fraction.Length > 1)
        {
            return fraction[..random.Next(1, fraction.Length)];
        }

        return kind < 0.6 && fraction.Length < 4 ? "0" + fraction : Changed(random, few, fraction);
    }

    private static string Changed(TaskRandom random, CrowdedDigits? few, string digits)
    {
        if (digits.Length == 0)
        {
            return digits;
        }

        char[] changed = digits.ToCharArray();
        changed[random.Next(0, changed.Length)] = few?.Next(random, isZeroAllowed: false) ?? (char)('0' + random.Next(1, 10));
        return new string(changed);
    }
}
