namespace K2Sharp.Agents.Loop;

/// <summary>Seeds that follow from a run's seed and the number of a turn, so that a resumed run draws what the killed one would have.</summary>
internal static class StepSeed
{
    /// <summary>The seed of a turn: 0 to 2^31 - 1, which every API takes.</summary>
    public static long Of(long seed, int step) => (long)(Mix((ulong)seed, (ulong)step) >> 33);

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public static double Fraction(long seed, int index) => (Mix((ulong)seed, (ulong)index ^ 0xA5A5_A5A5UL) >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64's finisher over both.</summary>
    private static ulong Mix(ulong a, ulong b)
    {
        ulong z = a + (0x9E37_79B9_7F4A_7C15UL * (b + 1));
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
