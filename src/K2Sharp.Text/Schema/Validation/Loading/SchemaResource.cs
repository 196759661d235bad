using System.Text.Json;

namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>A schema with a URI of its own: a document's root or a part with <c>$id</c>.</summary>
internal sealed class SchemaResource(string uri, JsonElement root, string? metaschema, bool isLegacy, string display)
{
    /// <summary>The URI without fragment, against which references inside are resolved.</summary>
    public string Uri { get; } = uri;

    public JsonElement Root { get; } = root;

    /// <summary>What <c>$schema</c> names, here or in the resource around this one.</summary>
    public string? Metaschema { get; } = metaschema;

    public bool IsLegacy { get; } = isLegacy;

    /// <summary>What stands before <c>#</c> in messages: empty for a schema that was given without a URI.</summary>
    public string Display { get; } = display;

    /// <summary>Pointers from the root by plain-name fragment.</summary>
    public Dictionary<string, string> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of the anchors that a <c>$dynamicRef</c> from elsewhere may mean.</summary>
    public HashSet<string> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}
