namespace K2Sharp.Training.Data;

/// <summary>A judge's finding.</summary>
/// <param name="Passed">Whether every point of the rubric holds.</param>
/// <param name="Why">The first point that does not; empty for a pass.</param>
internal readonly record struct Verdict(bool Passed, string Why)
{
    public static Verdict Pass { get; } = new(true, string.Empty);

    public static Verdict Fail(string why) => new(false, why);
}
