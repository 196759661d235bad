namespace K2Sharp.Text.Schema.Automata;

/// <summary>The syntax tree of a regular expression.</summary>
internal abstract record RegexNode
{
    /// <summary>One code point of a set.</summary>
    public sealed record Set(CodePointSet Codes) : RegexNode;

    /// <summary>One after the other; none is the empty text.</summary>
    public sealed record Sequence(IReadOnlyList<RegexNode> Parts) : RegexNode;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<RegexNode> Parts) : RegexNode;

    /// <summary>Min to max times; max null: without limit.</summary>
    public sealed record Repeat(RegexNode Part, int Min, int? Max) : RegexNode;

    /// <summary>The beginning of the text.</summary>
    public sealed record Begin : RegexNode;

    /// <summary>The end of the text.</summary>
    public sealed record End : RegexNode;
}
