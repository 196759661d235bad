using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>All schemas of a compilation: those read from documents, those made for constants, and the resolution of references.</summary>
internal sealed class SchemaTable
{
    // The identifier of a document that has none; it never leaves this class.
    private static readonly Uri s_unnamed = new("schema://document/");

    private readonly GrammarOptions _options;
    private readonly List<SchemaNode> _nodes = [];
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaNode> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaNode> _unions = new(StringComparer.Ordinal);
    private readonly SchemaReader _reader;
    private SchemaResource? _root;

    public SchemaTable(GrammarOptions options)
    {
        _options = options;
        _reader = new SchemaReader(this);
        True = Add("#");
        True.Boolean = true;
    }

    /// <summary>The schema of everything; its literal is 1, and -1 is the contrary.</summary>
    public SchemaNode True { get; }

    public SchemaNode this[int literal] => _nodes[Math.Abs(literal) - 1];

    /// <summary>Reads the document that is compiled.</summary>
    public SchemaNode ReadRoot(JsonElement schema)
    {
        SchemaNode root = _reader.ReadDocument(schema, s_unnamed, "#");
        _root = root.Resource;
        return root;
    }

    public SchemaNode Add(string path)
    {
        if (_nodes.Count >= _options.MaxSubschemas)
        {
            throw new GrammarException("schema", path, $"has more than {_options.MaxSubschemas} subschemas");
        }

        SchemaNode node = new(_nodes.Count, path);
        _nodes.Add(node);
        return node;
    }

    public void AddResource(Uri address, SchemaResource resource) => _resources.TryAdd(Key(address), resource);

    /// <summary>The schema that only one value satisfies.</summary>
    public SchemaNode Constant(JsonElement value, string path)
    {
        string key = value.GetRawText();
        if (_constants.TryGetValue(key, out SchemaNode? known))
        {
            return known;
        }

        SchemaNode node = Add(path);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                node.Types = SchemaTypes.Object;
                Dictionary<string, JsonElement> members = new(StringComparer.Ordinal);
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                node.Properties = [.. members.Select(member => KeyValuePair.Create(member.Key, Constant(member.Value, path)))];
                node.Required = [.. members.Keys];
                node.AdditionalProperties = False(path);
                break;
            case JsonValueKind.Array:
                node.Types = SchemaTypes.Array;
                node.PrefixItems = [.. value.EnumerateArray().Select(item => Constant(item, path))];
                node.MinItems = node.PrefixItems.Count;
                node.MaxItems = node.MinItems;
                break;
            default:
                node.Enum = [value];
                break;
        }

        _constants.Add(key, node);
        return node;
    }

    /// <summary>The schema that is satisfied by what satisfies any of several.</summary>
    public SchemaNode Union(IReadOnlyList<SchemaNode> nodes)
    {
        string key = string.Join(',', nodes.Select(node => node.Id).Order());
        if (!_unions.TryGetValue(key, out SchemaNode? union))
        {
            union = Add(nodes[0].Path);
            union.AnyOf = nodes;
            _unions.Add(key, union);
        }

        return union;
    }

    /// <summary>The literal of the contrary of a schema.</summary>
    public int Denial(SchemaNode node) => node.Boolean == false ? True.Literal : -node.Literal;

    /// <summary>The schema that a node's <c>$ref</c> or <c>$dynamicRef</c> leads to.</summary>
    /// <exception cref="GrammarException">It leads nowhere, out of the documents, or depends on how it was reached.</exception>
    public SchemaNode Resolve(SchemaNode node)
    {
        string keyword = node.Reference is null ? "$dynamicRef" : "$ref";
        return node.Target ??= Resolve(node, keyword, node.Reference ?? node.DynamicReference!);
    }

    private SchemaNode False(string path)
    {
        SchemaNode node = Add(path);
        node.Boolean = false;
        return node;
    }

    private SchemaNode Resolve(SchemaNode node, string keyword, string reference)
    {
        SchemaResource resource = node.Resource!;
        int hash = reference.IndexOf('#', StringComparison.Ordinal);
        string address = hash < 0 ? reference : reference[..hash];
        string fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        if (address.Length > 0)
        {
            resource = Uri.TryCreate(resource.Uri, address, out Uri? uri) && Find(uri) is SchemaResource found
                ? found
                : throw node.Refuse(keyword, $"\"{reference}\" is not in this document; schemas are not fetched");
        }

        if (keyword is "$dynamicRef" && resource.DynamicAnchors.Contains(fragment))
        {
            // The document itself is always the outermost scope. Otherwise the target must not depend on how this place was reached.
            resource = _root!.DynamicAnchors.Contains(fragment) ? _root
                : _resources.Values.Distinct().Count(other => other.DynamicAnchors.Contains(fragment)) == 1 ? resource
                : throw node.Refuse(keyword, $"\"{reference}\" has several possible targets; dynamic scope is not supported");
        }

        return (fragment.Length == 0 || fragment[0] == '/' ? FindPointer(resource, fragment) : resource.ByAnchor.GetValueOrDefault(fragment))
            ?? throw node.Refuse(keyword, $"\"{reference}\" leads to nothing");
    }

    private SchemaResource? Find(Uri uri)
    {
        if (_resources.TryGetValue(Key(uri), out SchemaResource? resource))
        {
            return resource;
        }

        if (_options.Documents?.TryGetValue(Key(uri), out JsonElement document) == true)
        {
            _reader.ReadDocument(document, uri, Key(uri) + "#");
            return _resources.GetValueOrDefault(Key(uri));
        }

        return null;
    }

    private SchemaNode? FindPointer(SchemaResource resource, string pointer)
    {
        if (resource.ByPointer.TryGetValue(pointer, out SchemaNode? node))
        {
            return node;
        }

        // The pointer may run into a resource inside this one, or to a place that only the reference makes a schema.
        foreach ((string place, SchemaResource inner) in resource.Embedded)
        {
            if (pointer.StartsWith(place + "/", StringComparison.Ordinal))
            {
                return FindPointer(inner, pointer[place.Length..]);
            }
        }

        return JsonPointer.TryFind(resource.Root, pointer, out JsonElement element)
            ? _reader.ReadAt(resource, pointer, element)
            : null;
    }

    private static string Key(Uri uri)
    {
        string text = uri.AbsoluteUri;
        int hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? text : text[..hash];
    }
}
