using System.Text.Json;
using K2Sharp.Text.Schema.Validation.Loading;
using K2Sharp.Text.Schema.Validation.Rules;
using K2Sharp.Text.Schema.Validation.Values;

namespace K2Sharp.Text.Schema.Validation.Compilation;

/// <summary>Compiles the keywords that apply subschemas.</summary>
internal sealed class ApplicatorRules(SchemaCompiler compiler, KeywordReader reader, Dialect dialect, List<SchemaRule> rules)
{
    private readonly string _location = reader.Place.Location;

    /// <summary>Adds the rules of the applicator vocabulary.</summary>
    public void Add(SchemaValidationOptions options)
    {
        AddInPlace();
        AddForObjects(options);
        AddForArrays();
    }

    /// <summary>Adds the rules of the unevaluated vocabulary, which must run last.</summary>
    /// <returns>Whether there are any.</returns>
    public bool AddUnevaluated()
    {
        int before = rules.Count;
        if (One("unevaluatedItems") is { } items)
        {
            rules.Add(new UnevaluatedItemsRule(_location, items));
        }

        if (One("unevaluatedProperties") is { } properties)
        {
            rules.Add(new UnevaluatedPropertiesRule(_location, properties));
        }

        return rules.Count > before;
    }

    private void AddInPlace()
    {
        if (Several("allOf") is { } all)
        {
            rules.Add(new AllOfRule(_location, all));
        }

        if (Several("anyOf") is { } any)
        {
            rules.Add(new AnyOfRule(_location, any));
        }

        if (Several("oneOf") is { } one)
        {
            rules.Add(new OneOfRule(_location, one));
        }

        if (One("not") is { } not)
        {
            rules.Add(new NotRule(_location, not));
        }

        SchemaNode? then = One("then");
        SchemaNode? otherwise = One("else");
        if (One("if") is { } condition)
        {
            rules.Add(new ConditionalRule(_location, condition, then, otherwise));
        }
    }

    private void AddForObjects(SchemaValidationOptions options)
    {
        Dictionary<string, SchemaNode>? named = Map("properties");
        Dictionary<string, SchemaNode>? matched = Map("patternProperties");
        SchemaNode? others = One("additionalProperties");
        if (named is not null || matched is not null || others is not null)
        {
            rules.Add(new PropertiesRule(
                _location,
                named is not null ? "properties" : matched is not null ? "patternProperties" : "additionalProperties",
                named ?? new Dictionary<string, SchemaNode>(StringComparer.Ordinal),
                [.. (matched ?? []).Select(pair => (AssertionRules.CompilePattern(reader, "patternProperties", pair.Key, options), pair.Value))],
                others));
        }

        if (One("propertyNames") is { } names)
        {
            rules.Add(new PropertyNamesRule(_location, names));
        }

        if (Map("dependentSchemas") is { } dependent)
        {
            rules.Add(new DependentSchemasRule(_location, "dependentSchemas", [.. dependent.Select(pair => (pair.Key, pair.Value))]));
        }

        if (reader.TryGetMembers("dependencies", out Dictionary<string, JsonElement>? dependencies))
        {
            SchemaPlace place = reader.Place.Member("dependencies", default);
            rules.Add(new DependentRequiredRule(_location, "dependencies",
                [.. dependencies.Where(pair => pair.Value.ValueKind == JsonValueKind.Array).Select(pair => (pair.Key, reader.ReadStrings("dependencies", pair.Value)))]));
            rules.Add(new DependentSchemasRule(_location, "dependencies",
                [.. dependencies.Where(pair => pair.Value.ValueKind != JsonValueKind.Array).Select(pair => (pair.Key, compiler.Get(place.Member(pair.Key, pair.Value))))]));
        }
    }

    private void AddForArrays()
    {
        bool isTuple = dialect.IsLegacy && reader.TryGet("items", out JsonElement items) && items.ValueKind == JsonValueKind.Array;
        string firstKeyword = isTuple ? "items" : "prefixItems";
        IReadOnlyList<SchemaNode>? first = isTuple || !dialect.IsLegacy ? Several(firstKeyword) : null;
        SchemaNode? rest = One(isTuple ? "additionalItems" : "items");
        if (first is not null || rest is not null)
        {
            rules.Add(new ItemsRule(_location, rest is null ? firstKeyword : isTuple ? "additionalItems" : "items", first ?? [], rest));
        }

        // These two belong to the validation vocabulary; without contains they mean nothing.
        int minimum = 1;
        int? maximum = null;
        if (dialect.Has(Vocabularies.Validation))
        {
            minimum = reader.TryGetCount("minContains", out int least) ? least : 1;
            maximum = reader.TryGetCount("maxContains", out int most) ? most : null;
        }

        if (One("contains") is { } contains)
        {
            rules.Add(new ContainsRule(_location, contains, minimum, maximum));
        }
    }

    private SchemaNode? One(string keyword) => reader.TryGet(keyword, out JsonElement schema) ? compiler.Get(reader.Place.Member(keyword, schema)) : null;

    private SchemaNode[]? Several(string keyword)
    {
        if (!reader.TryGet(keyword, out JsonElement schemas))
        {
            return null;
        }

        // An empty list is not one by the metaschema; for tuples earlier drafts allow it.
        if (schemas.ValueKind != JsonValueKind.Array || (schemas.GetArrayLength() == 0 && !keyword.EndsWith("tems", StringComparison.Ordinal)))
        {
            throw reader.Expected(keyword, "an array of at least one schema", schemas);
        }

        SchemaPlace place = reader.Place.Member(keyword, schemas);
        return [.. schemas.EnumerateArray().Select((schema, i) => compiler.Get(place.Item(i, schema)))];
    }

    private Dictionary<string, SchemaNode>? Map(string keyword)
    {
        if (!reader.TryGetMembers(keyword, out Dictionary<string, JsonElement>? schemas))
        {
            return null;
        }

        SchemaPlace place = reader.Place.Member(keyword, default);
        return schemas.ToDictionary(pair => pair.Key, pair => compiler.Get(place.Member(pair.Key, pair.Value)), StringComparer.Ordinal);
    }
}
