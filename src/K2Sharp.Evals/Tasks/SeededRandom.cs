namespace K2Sharp.Evals.Tasks;

/// <summary>SplitMix64: the same numbers on every machine and every version of .NET, on which the shipped suites rest.</summary>
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A whole number from <paramref name="least"/> to below <paramref name="bound"/>.</summary>
    public int Next(int least, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(least, bound);
        return least + (int)(((UInt128)Draw() * (ulong)(bound - least)) >> 64);
    }

    public double NextDouble() => (Draw() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(0, items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = Next(0, i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong Draw()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
