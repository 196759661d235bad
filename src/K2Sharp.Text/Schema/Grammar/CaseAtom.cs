namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// One demand on an array or object. Literals are numbers of schemas, negative for the contrary (see <see cref="SchemaNode.Literal"/>).
/// </summary>
internal abstract record CaseAtom
{
    /// <summary>Every property of a set has such a value.</summary>
    public sealed record ForAll(NameSet Names, int Literal) : CaseAtom;

    /// <summary>Some property of a set has such a value.</summary>
    public sealed record Exists(NameSet Names, int Literal) : CaseAtom;

    /// <summary>A property is there.</summary>
    public sealed record HasName(string Name) : CaseAtom;

    /// <summary>The number of items or properties.</summary>
    public sealed record Size(int Min, int? Max) : CaseAtom;

    /// <summary>The item at an index, if there is one.</summary>
    public sealed record ItemAt(int Index, int Literal) : CaseAtom;

    /// <summary>All items from an index on.</summary>
    public sealed record ItemsFrom(int From, int Literal) : CaseAtom;

    /// <summary>How many of the items from an index on are such.</summary>
    public sealed record Containing(int From, int Literal, int Min, int? Max) : CaseAtom;

    /// <summary>No two items are equal.</summary>
    public sealed record Unique(string Path) : CaseAtom;
}
