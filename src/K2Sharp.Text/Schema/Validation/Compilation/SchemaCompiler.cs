using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Rules;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>
/// Turns the schemas that can be reached from a root into nodes. A node is made when it is first needed and filled from a queue, so
/// recursive schemas end and deep ones do not need the stack.
/// </summary>
internal sealed class SchemaCompiler(ResourceIndex index, SchemaValidationOptions options)
{
    private readonly DialectReader _dialects = new(index);
    private readonly Dictionary<(SchemaResource Resource, string Pointer), SchemaNode> _nodes = [];
    private readonly Queue<(SchemaPlace Place, SchemaNode Node)> _queue = [];
    private readonly Dictionary<string, Dictionary<SchemaResource, SchemaNode>> _dynamicTargets = new(StringComparer.Ordinal);
    private readonly HashSet<SchemaResource> _resources = [];

    /// <summary>Compiles a root and all that it leads to.</summary>
    public SchemaNode Compile(SchemaResource root)
    {
        SchemaNode node = Get(new SchemaPlace(root, string.Empty, root.Root));
        do
        {
            while (_queue.TryDequeue(out (SchemaPlace Place, SchemaNode Node) next))
            {
                Fill(next.Place, next.Node);
            }
        }
        while (AddDynamicTargets());
        return node;
    }

    /// <summary>The node of a schema, perhaps to be filled later.</summary>
    public SchemaNode Get(SchemaPlace place)
    {
        place = Enter(place);
        if (_nodes.TryGetValue((place.Resource, place.Pointer), out SchemaNode? node))
        {
            return node;
        }

        if (place.Schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            throw SchemaException.At(place.Location, $"expected a schema (an object or a boolean), found {Excerpt.Of(place.Schema)}");
        }

        node = new SchemaNode(place.Resource, place.Location) { IsFalse = place.Schema.ValueKind == JsonValueKind.False };
        _nodes.Add((place.Resource, place.Pointer), node);
        _resources.Add(place.Resource);
        if (place.Schema.ValueKind == JsonValueKind.Object)
        {
            _queue.Enqueue((place, node));
        }

        return node;
    }

    /// <summary>A schema with an identifier of its own is the root of another resource.</summary>
    private SchemaPlace Enter(SchemaPlace place)
    {
        if (place.Pointer.Length == 0
            || place.Schema.ValueKind != JsonValueKind.Object
            || !JsonText.TryGetMember(place.Schema, "$id", out JsonElement id)
            || id.ValueKind != JsonValueKind.String)
        {
            return place;
        }

        string uri = SchemaUri.Resolve(place.Resource.Uri, SchemaUri.Split(JsonText.GetString(id)).Base);
        // Not found: an identifier where none counts, such as beside $ref in earlier drafts or below an unknown keyword.
        return !string.Equals(uri, place.Resource.Uri, StringComparison.Ordinal) && index.TryGet(uri, out SchemaResource? resource)
            ? new SchemaPlace(resource, string.Empty, resource.Root)
            : place;
    }

    private void Fill(SchemaPlace place, SchemaNode node)
    {
        Dialect dialect = _dialects.Of(place.Resource);
        KeywordReader reader = new(place);
        List<SchemaRule> rules = [];
        bool hasReference = AddReferences(reader, rules);
        if (!(hasReference && dialect.ReferenceStandsAlone))
        {
            AssertionRules.Add(reader, dialect, options, rules);
            ApplicatorRules applicators = new(this, reader, dialect, rules);
            if (dialect.Has(Vocabularies.Applicator))
            {
                applicators.Add(options);
            }

            node.AsksForParts = dialect.Has(Vocabularies.Unevaluated) && applicators.AddUnevaluated();
        }

        node.Rules = rules;
    }

    private bool AddReferences(KeywordReader reader, List<SchemaRule> rules)
    {
        string location = reader.Place.Location;
        foreach (string keyword in new[] { "$ref", "$recursiveRef" })
        {
            if (reader.TryGetString(keyword, out string? reference))
            {
                rules.Add(new ReferenceRule(location, keyword, Get(Resolve(reader, keyword, reference).Target)));
            }
        }

        if (reader.TryGetString("$dynamicRef", out string? dynamic))
        {
            (SchemaPlace target, string? anchor) = Resolve(reader, "$dynamicRef", dynamic);
            SchemaNode initial = Get(target);
            rules.Add(anchor is not null && target.Resource.DynamicAnchors.Contains(anchor)
                ? new DynamicReferenceRule(location, initial, Targets(anchor))
                : new ReferenceRule(location, "$dynamicRef", initial));
        }

        return rules.Count > 0;
    }

    private Dictionary<SchemaResource, SchemaNode> Targets(string anchor)
    {
        if (!_dynamicTargets.TryGetValue(anchor, out Dictionary<SchemaResource, SchemaNode>? targets))
        {
            targets = [];
            _dynamicTargets.Add(anchor, targets);
        }

        return targets;
    }

    /// <summary>Gives every dynamic reference its targets in the resources met so far; true when that led to new nodes.</summary>
    private bool AddDynamicTargets()
    {
        foreach ((string anchor, Dictionary<SchemaResource, SchemaNode> targets) in _dynamicTargets)
        {
            foreach (SchemaResource resource in _resources.ToArray())
            {
                if (resource.DynamicAnchors.Contains(anchor) && !targets.ContainsKey(resource))
                {
                    targets.Add(resource, Get(Walk(resource, resource.Anchors[anchor])!.Value));
                }
            }
        }

        return _queue.Count > 0;
    }

    private (SchemaPlace Target, string? Anchor) Resolve(KeywordReader reader, string keyword, string reference)
    {
        (string relative, string? fragment) = SchemaUri.Split(reference);
        string uri = SchemaUri.Resolve(reader.Place.Resource.Uri, relative);
        if (!index.TryGet(uri, out SchemaResource? resource))
        {
            throw reader.Error(keyword, $"{Excerpt.Of(reference)} leads to {Excerpt.Of(uri)}, which is not in the registry; nothing is fetched");
        }

        string pointer = Uri.UnescapeDataString(fragment ?? string.Empty);
        string? anchor = null;
        if (pointer.Length > 0 && pointer[0] != '/')
        {
            anchor = pointer;
            pointer = resource.Anchors.TryGetValue(anchor, out string? found)
                ? found
                : throw reader.Error(keyword, $"{Excerpt.Of(reference)} leads to an anchor that does not exist");
        }

        SchemaPlace place = Walk(resource, pointer) ?? throw reader.Error(keyword, $"{Excerpt.Of(reference)} leads to a place that does not exist");
        return (place, anchor);
    }

    private SchemaPlace? Walk(SchemaResource resource, string pointer)
    {
        SchemaPlace place = new(resource, string.Empty, resource.Root);
        foreach (string token in JsonPointer.Split(pointer) ?? [])
        {
            if (!JsonPointer.TryStep(place.Schema, token, out JsonElement value))
            {
                return null;
            }

            place = Enter(place.Member(token, value));
        }

        return place;
    }
}
