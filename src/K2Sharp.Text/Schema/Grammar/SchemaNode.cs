using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>One schema with its keywords read; subschemas are nodes of their own. Filled by <see cref="SchemaReader"/> or made for a constant.</summary>
/// <param name="id">Its number in the table.</param>
/// <param name="path">Where it stands, for messages.</param>
internal sealed class SchemaNode(int id, string path)
{
    public int Id => id;

    public string Path => path;

    /// <summary>The literal that asks for this schema; its negative asks for the contrary.</summary>
    public int Literal => id + 1;

    /// <summary>True and false schemas; null for an object.</summary>
    public bool? Boolean { get; set; }

    /// <summary>The resource that references start from.</summary>
    public SchemaResource? Resource { get; set; }

    /// <summary>Whether it asserts anything besides a <c>$ref</c>.</summary>
    public bool HasAssertions { get; set; }

    public SchemaTypes Types { get; set; } = SchemaTypes.All;

    public IReadOnlyList<JsonElement>? Enum { get; set; }

    public DecimalNumber? Minimum { get; set; }

    public DecimalNumber? ExclusiveMinimum { get; set; }

    public DecimalNumber? Maximum { get; set; }

    public DecimalNumber? ExclusiveMaximum { get; set; }

    public DecimalNumber? MultipleOf { get; set; }

    public int MinLength { get; set; }

    public int? MaxLength { get; set; }

    public string? Pattern { get; set; }

    public string? Format { get; set; }

    public IReadOnlyList<SchemaNode> PrefixItems { get; set; } = [];

    public SchemaNode? Items { get; set; }

    public int MinItems { get; set; }

    public int? MaxItems { get; set; }

    public bool UniqueItems { get; set; }

    public SchemaNode? Contains { get; set; }

    public int MinContains { get; set; } = 1;

    public int? MaxContains { get; set; }

    public SchemaNode? UnevaluatedItems { get; set; }

    public IReadOnlyList<KeyValuePair<string, SchemaNode>> Properties { get; set; } = [];

    public IReadOnlyList<KeyValuePair<string, SchemaNode>> PatternProperties { get; set; } = [];

    public SchemaNode? AdditionalProperties { get; set; }

    public SchemaNode? PropertyNames { get; set; }

    public IReadOnlyList<string> Required { get; set; } = [];

    public int MinProperties { get; set; }

    public int? MaxProperties { get; set; }

    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> DependentRequired { get; set; } = [];

    public IReadOnlyList<KeyValuePair<string, SchemaNode>> DependentSchemas { get; set; } = [];

    public SchemaNode? UnevaluatedProperties { get; set; }

    public IReadOnlyList<SchemaNode> AllOf { get; set; } = [];

    public IReadOnlyList<SchemaNode> AnyOf { get; set; } = [];

    public IReadOnlyList<SchemaNode> OneOf { get; set; } = [];

    public SchemaNode? Not { get; set; }

    public SchemaNode? If { get; set; }

    public SchemaNode? Then { get; set; }

    public SchemaNode? Else { get; set; }

    public string? Reference { get; set; }

    public string? DynamicReference { get; set; }

    /// <summary>The target of the reference once it has been looked for.</summary>
    public SchemaNode? Target { get; set; }

    /// <summary>Makes the exception that refuses a keyword of this schema.</summary>
    public GrammarException Refuse(string keyword, string reason) => new(keyword, path, reason);
}
