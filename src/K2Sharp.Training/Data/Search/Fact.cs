namespace K2Sharp.Training.Data.Search;

/// <summary>Something that a document tells and that a user may ask for.</summary>
/// <param name="Label">Its name in documents and answers.</param>
/// <param name="IsName">Whether its value is an invented name; otherwise a number.</param>
internal sealed record Fact(string Label, bool IsName)
{
    public static IReadOnlyList<Fact> All { get; } =
    [
        new("shop", true), new("boat", true), new("teacher", true), new("book", true), new("son", true), new("daughter", true),
        new("song", true), new("partner", true), new("garden", true), new("phone", false), new("price", false), new("room", false),
        new("size", false), new("code", false),
    ];
}
