namespace K2Sharp.Training.Data.Decimals;

/// <summary>An adjective that compares numbers.</summary>
/// <param name="Comparative">As in "9.9 is bigger".</param>
/// <param name="Superlative">As in "the biggest"; empty where it does not go with "the".</param>
/// <param name="WantsMore">Whether it points at the greater number.</param>
internal sealed record ComparisonWord(string Comparative, string Superlative, bool WantsMore)
{
    public static IReadOnlyList<ComparisonWord> All { get; } =
    [
        new("bigger", "biggest", true),
        new("larger", "largest", true),
        new("greater", "greatest", true),
        new("higher", "highest", true),
        new("more", string.Empty, true),
        new("smaller", "smallest", false),
        new("lower", "lowest", false),
        new("less", string.Empty, false),
    ];

    /// <summary>Whether it goes with "the", as in "the bigger number".</summary>
    public bool IsAttributive => Superlative.Length > 0;
}
