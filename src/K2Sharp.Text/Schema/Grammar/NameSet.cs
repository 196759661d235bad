namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// A set of property names, told by explicit names and by numbers of patterns: the names that are listed or match, or all others.
/// </summary>
/// <param name="Names">Listed names.</param>
/// <param name="Patterns">Numbers of automata in the <see cref="PatternTable"/>.</param>
/// <param name="Complement">Whether the set is all names that are neither listed nor match.</param>
internal sealed record NameSet(IReadOnlySet<string> Names, IReadOnlySet<int> Patterns, bool Complement)
{
    private static readonly IReadOnlySet<string> s_noNames = new HashSet<string>(StringComparer.Ordinal);
    private static readonly IReadOnlySet<int> s_noPatterns = new HashSet<int>();

    public static NameSet All { get; } = new(s_noNames, s_noPatterns, Complement: true);

    public static NameSet Of(string name) => new(new HashSet<string>([name], StringComparer.Ordinal), s_noPatterns, Complement: false);

    public static NameSet OfPattern(int pattern) => new(s_noNames, new HashSet<int> { pattern }, Complement: false);

    public static NameSet Except(IEnumerable<string> names, IEnumerable<int> patterns) =>
        new(new HashSet<string>(names, StringComparer.Ordinal), new HashSet<int>(patterns), Complement: true);

    /// <summary>Whether a name is in the set (null: one that no list has), given which patterns it matches.</summary>
    public bool Contains(string? name, Func<int, bool> matches) =>
        Complement ^ ((name is not null && Names.Contains(name)) || Patterns.Any(matches));
}
