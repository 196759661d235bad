using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>A schema with an identifier of its own: what <c>$ref</c> is relative to.</summary>
/// <param name="uri">The absolute identifier, without a fragment.</param>
/// <param name="root">The resource's root.</param>
/// <param name="path">Where it stands in its document, for messages.</param>
internal sealed class SchemaResource(Uri uri, JsonElement root, string path)
{
    public Uri Uri => uri;

    public JsonElement Root => root;

    public string Path => path;

    /// <summary>The nodes of this resource by JSON pointer from its root.</summary>
    public Dictionary<string, SchemaNode> ByPointer { get; } = new(StringComparer.Ordinal);

    /// <summary>The nodes with an <c>$anchor</c> or <c>$dynamicAnchor</c>.</summary>
    public Dictionary<string, SchemaNode> ByAnchor { get; } = new(StringComparer.Ordinal);

    public HashSet<string> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Resources that stand in this one, by the pointer of their root.</summary>
    public Dictionary<string, SchemaResource> Embedded { get; } = new(StringComparer.Ordinal);
}
