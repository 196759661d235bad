namespace K2Sharp.Training.Data.Wording;

/// <summary>
/// Digits drawn from two or three only. In 6.9555 the digit that follows a 5 is not told by the 5: who copies by looking up what followed the
/// last digit writes 6.955. Such numbers are rare among those of ten digits, and nearly all that goes wrong with numbers goes wrong in them; so part of
/// what is learned from has few digits, as the keys of <see cref="Chases.ChaseKeys"/> do.
/// </summary>
internal sealed class CrowdedDigits
{
    /// <summary>The share of numbers to learn from that have few digits.</summary>
    private const double Share = 0.3;

    private readonly string _digits;

    private CrowdedDigits(string digits) => _digits = digits;

    /// <summary>Few digits for a number or a pair of numbers to learn from; null where all ten may stand, as in everything that is held out.</summary>
    public static CrowdedDigits? Draw(TaskRandom random, Split split) =>
        split == Split.Train && random.Chance(Share) ? new CrowdedDigits(Some(random, random.Next(2, 4))) : null;

    /// <summary>A digit: any, or from 1 on.</summary>
    public char Next(TaskRandom random, bool isZeroAllowed)
    {
        while (true)
        {
            char digit = _digits[random.Next(0, _digits.Length)];
            if (isZeroAllowed || digit != '0')
            {
                return digit;
            }
        }
    }

    /// <summary>A whole number of a length, without zeros before it.</summary>
    public int Number(TaskRandom random, int length)
    {
        int number = Next(random, isZeroAllowed: false) - '0';
        for (int i = 1; i < length; i++)
        {
            number = (number * 10) + Next(random, isZeroAllowed: true) - '0';
        }

        return number;
    }

    /// <summary>Different digits, one of them not 0.</summary>
    private static string Some(TaskRandom random, int count) => string.Concat(random.Sample("0123456789".ToCharArray(), count));
}
