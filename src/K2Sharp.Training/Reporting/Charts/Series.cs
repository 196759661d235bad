namespace K2Sharp.Training.Reporting.Charts;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What it is, for the description.</param>
/// <param name="Points">Its points, at most <see cref="Curves.MostPoints"/>, all finite.</param>
/// <param name="Style">A class of the style sheet: s1 to s8 for the colours, "raw" for thin noise, "ghost" for context.</param>
internal sealed record Series(string Name, IReadOnlyList<Point> Points, string Style)
{
    /// <summary>What stands at its right end; null for nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Whether its points are shown, for sparse curves.</summary>
    public bool Dots { get; init; }
}
