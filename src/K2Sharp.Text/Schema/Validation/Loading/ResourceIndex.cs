using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>Finds the resources and anchors of schema documents.</summary>
/// <param name="outer">Where to look for what is not here.</param>
internal sealed class ResourceIndex(ResourceIndex? outer)
{
    private const int MostSchemas = 200_000;
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private int _schemas;

    public bool TryGet(string uri, [NotNullWhen(true)] out SchemaResource? resource) =>
        _resources.TryGetValue(uri, out resource) || (outer is not null && outer.TryGet(uri, out resource));

    /// <summary>Adds a document and every resource inside it.</summary>
    /// <param name="uri">Where the document was found; its <c>$id</c> counts beside this.</param>
    /// <param name="schema">The document; must live as long as the index.</param>
    /// <param name="display">What stands before <c>#</c> in messages about a document without <c>$id</c>.</param>
    public SchemaResource Add(string uri, JsonElement schema, string display)
    {
        string? metaschema = ReadString(schema, "$schema");
        bool isLegacy = metaschema is not null && KnownDialects.FindLegacy(metaschema) is not null;
        (string id, string? anchor) = ReadIdentifier(schema, isLegacy);
        string own = SchemaUri.Resolve(uri, id);
        SchemaResource root = new(own, schema, metaschema, isLegacy, id.Length == 0 ? display : own);
        if (anchor is not null)
        {
            root.Anchors[anchor] = string.Empty;
        }

        Register(uri, root);
        Register(own, root);
        Scan(root, schema, string.Empty);
        return root;
    }

    private static string? ReadString(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && JsonText.TryGetMember(schema, name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? JsonText.GetString(value)
            : null;

    /// <summary>What <c>$id</c> says: a URI reference, and in drafts 6 and 7 a plain-name fragment.</summary>
    private static (string Id, string? Anchor) ReadIdentifier(JsonElement schema, bool isLegacy)
    {
        string? text = ReadString(schema, "$id");
        if (text is null || (isLegacy && ReadString(schema, "$ref") is not null))
        {
            return (string.Empty, null);
        }

        (string id, string? fragment) = SchemaUri.Split(text);
        return (id, isLegacy && fragment is { Length: > 0 } ? fragment : null);
    }

    private void Register(string uri, SchemaResource resource)
    {
        if (_resources.TryAdd(uri, resource) || ReferenceEquals(_resources[uri], resource))
        {
            return;
        }

        if (!JsonEquality.Instance.Equals(_resources[uri].Root, resource.Root))
        {
            throw SchemaException.At(uri, "two different schemas have this $id");
        }
    }

    private void Scan(SchemaResource resource, JsonElement schema, string pointer)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (++_schemas > MostSchemas)
        {
            throw SchemaException.At($"{resource.Display}#", $"more than {MostSchemas} schemas");
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw SchemaException.At($"{resource.Display}#", "the schema nests too deeply");
        }

        if (pointer.Length > 0)
        {
            (string id, string? anchor) = ReadIdentifier(schema, resource.IsLegacy);
            if (anchor is not null)
            {
                AddAnchor(resource, anchor, pointer);
            }

            if (id.Length > 0)
            {
                string uri = SchemaUri.Resolve(resource.Uri, id);
                string? metaschema = ReadString(schema, "$schema") ?? resource.Metaschema;
                resource = new SchemaResource(uri, schema, metaschema, metaschema is not null && KnownDialects.FindLegacy(metaschema) is not null, uri);
                pointer = string.Empty;
                Register(uri, resource);
            }
        }

        if (ReadString(schema, "$anchor") is { } plain)
        {
            AddAnchor(resource, plain, pointer);
        }

        if (ReadString(schema, "$dynamicAnchor") is { } dynamic)
        {
            AddAnchor(resource, dynamic, pointer);
            resource.DynamicAnchors.Add(dynamic);
        }

        foreach ((JsonElement part, string place) in SubschemaKeywords.Of(schema, pointer, resource.IsLegacy))
        {
            Scan(resource, part, place);
        }
    }

    private static void AddAnchor(SchemaResource resource, string anchor, string pointer)
    {
        if (!resource.Anchors.TryAdd(anchor, pointer) && !string.Equals(resource.Anchors[anchor], pointer, StringComparison.Ordinal))
        {
            throw SchemaException.At($"{resource.Display}#{pointer}", $"two schemas have the anchor {Excerpt.Of(anchor)}");
        }
    }
}
