using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data;

/// <summary>A stream of random choices from a seed (SplitMix64; Steele, Lea and Flood 2014): the same seed gives the same bytes everywhere.</summary>
/// <param name="seed">The seed.</param>
/// <param name="pieces">What made-up words are to contain where the vocabulary is known that will spell them; null for any letters.</param>
internal sealed class TaskRandom(ulong seed, IWordPieces? pieces = null)
{
    private ulong _state = seed;

    public IWordPieces? Pieces => pieces;

    /// <summary>The state, to be stored with a checkpoint and given back to the constructor.</summary>
    public ulong State => _state;

    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A uniform value in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer in [least, beyond).</summary>
    public int Next(int least, int beyond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(beyond, least);
        return least + (int)(NextDouble() * ((long)beyond - least));
    }

    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(0, items.Count)];

    /// <summary><paramref name="count"/> different items in random order.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        T[] all = [.. items];
        Shuffle(all);
        return all[..count];
    }

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Next(0, i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }

    /// <summary>A stream of its own, so that what one consumer draws does not shift what another sees.</summary>
    public TaskRandom Fork() => Fork(pieces);

    /// <summary>A stream of its own whose made-up words contain such pieces.</summary>
    public TaskRandom Fork(IWordPieces? wanted) => new(NextBits(), wanted);
}
