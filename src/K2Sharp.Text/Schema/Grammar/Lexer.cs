using System.Collections.Concurrent;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Reads scalars: strings after their quote, numbers, constants. Its states are two numbers. Thread-safe.</summary>
internal abstract class Lexer
{
    // A spot may keep a whole mask of the vocabulary: 20 KB.
    private const int MaxSpots = 1_024;

    private readonly ConcurrentDictionary<long, Spot> _spots = new();

    public virtual int Start => 0;

    /// <summary>Whether it reads property names, after which a colon comes.</summary>
    public bool IsKey { get; init; }

    /// <summary>Where work for a state is kept.</summary>
    public Spot SpotOf(int state, int part)
    {
        long key = ((long)state << 32) | (uint)part;
        if (_spots.TryGetValue(key, out Spot? spot))
        {
            return spot;
        }

        if (_spots.Count >= MaxSpots)
        {
            _spots.Clear();
        }

        return _spots.GetOrAdd(key, static _ => new Spot());
    }

    /// <summary>What a byte does to a state; <see cref="StepKind.Pop"/> and <see cref="StepKind.Replay"/> end the scalar and leave the state.</summary>
    /// <param name="state">The state of what has been read.</param>
    /// <param name="part">What has been read of the current character; 0 between characters.</param>
    /// <param name="value">The byte.</param>
    public abstract StepKind Step(ref int state, ref int part, byte value);

    /// <summary>Whether a scalar may go on with so many bytes from a state between characters, and end.</summary>
    public bool Reads(int state, ReadOnlySpan<byte> rest)
    {
        int part = 0;
        foreach (byte value in rest)
        {
            if (Step(ref state, ref part, value) != StepKind.Stay)
            {
                return false;
            }
        }

        return part == 0 && Label(state) != 0;
    }

    /// <summary>What the scalar is when it ends in a state; 0 where it may not.</summary>
    public abstract int Label(int state);

    /// <summary>The label with which the text may end here without another byte; 0 where it may not.</summary>
    public virtual int EndLabel(int state, int part) => 0;

    /// <summary>The state for masks after so many characters; it is exact for as many characters as a token has.</summary>
    public virtual int Normalize(int state, int count) => state;

    /// <summary>How many characters that need no escape may follow a state whatever they are; 0 where that is not known.</summary>
    public virtual int PlainLimit(int state) => 0;

    /// <summary>How many texts can still come from a state between characters; infinity where nobody needs to know.</summary>
    public virtual double Completions(int state) => double.PositiveInfinity;
}
