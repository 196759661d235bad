namespace K2Sharp.Training.Data.Chases;

/// <summary>How many tool calls a chase takes when nothing fails; both bounds included.</summary>
internal readonly record struct ChaseLengths(int Least, int Most)
{
    /// <summary>For the main mixture.</summary>
    public static ChaseLengths Short { get; } = new(1, 6);

    /// <summary>At most about 1,000 tokens.</summary>
    public static ChaseLengths Medium { get; } = new(4, 14);

    /// <summary>At most about 3,500 tokens.</summary>
    public static ChaseLengths Long { get; } = new(20, 45);

    /// <summary>About 3,500 to 12,000 tokens.</summary>
    public static ChaseLengths Longest { get; } = new(46, 150);

    /// <summary>Up to the greatest length that is asked for, about 9,000 to 24,000 tokens.</summary>
    public static ChaseLengths Whole { get; } = new(120, 310);

    public static ChaseLengths Exactly(int hops) => new(hops, hops);

    public int Draw(TaskRandom random) => random.Next(Least, Most + 1);
}
