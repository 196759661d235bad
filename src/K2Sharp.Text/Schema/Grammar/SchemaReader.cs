using System.Text.Json;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Reads schemas of draft 2020-12 into nodes. Keywords that it does not know are annotations, as the specification says.</summary>
internal sealed class SchemaReader(SchemaTable table)
{
    private const int MaxDepth = 200;

    private static readonly string[] s_dialects =
    [
        "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema", "http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-04/schema", "http://json-schema.org/schema",
    ];

    private static readonly HashSet<string> s_silent = new(
        ["$schema", "$id", "$anchor", "$dynamicAnchor", "$ref", "$defs", "definitions", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
        StringComparer.Ordinal);

    private int _depth;

    /// <summary>Reads a whole document that is known by an address.</summary>
    public SchemaNode ReadDocument(JsonElement schema, Uri address, string path)
    {
        // A document may be known by where it was found and by the identifier that it gives itself.
        Uri own = Identifier(address, schema) ?? address;
        SchemaResource resource = new(own, schema, path);
        table.AddResource(address, resource);
        table.AddResource(own, resource);
        return Read(resource, "", schema, path);
    }

    /// <summary>Reads a place of a resource that only a reference makes a schema.</summary>
    public SchemaNode ReadAt(SchemaResource resource, string pointer, JsonElement element) =>
        Read(resource, pointer, element, resource.Path + pointer);

    private SchemaNode Read(SchemaResource resource, string pointer, JsonElement schema, string path)
    {
        SchemaNode node = table.Add(path);
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            node.Boolean = schema.ValueKind == JsonValueKind.True;
            resource.ByPointer.TryAdd(pointer, node);
            return node;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new GrammarException("schema", path, "must be an object or a boolean");
        }

        resource.ByPointer.TryAdd(pointer, node);
        if (pointer.Length > 0 && Identifier(resource.Uri, schema) is Uri uri)
        {
            SchemaResource inner = new(uri, schema, path);
            resource.Embedded.TryAdd(pointer, inner);
            (resource, pointer) = (inner, "");
            resource.ByPointer.Add("", node);
            table.AddResource(uri, resource);
        }

        node.Resource = resource;
        if (++_depth > MaxDepth)
        {
            throw new GrammarException("schema", "#", $"is nested deeper than {MaxDepth}");
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            ReadKeyword(new Context(node, resource, pointer, path), keyword.Name, keyword.Value);
            node.HasAssertions |= !s_silent.Contains(keyword.Name);
        }

        _depth--;
        return node;
    }

    private static Uri? Identifier(Uri basis, JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$id", out JsonElement id) && id.ValueKind == JsonValueKind.String
        && id.GetString() is string name && !name.StartsWith('#') && Uri.TryCreate(basis, name, out Uri? uri) ? uri : null;

    private void ReadKeyword(Context at, string keyword, JsonElement value)
    {
        SchemaNode node = at.Node;
        switch (keyword)
        {
            case "$schema": CheckDialect(at, value); break;
            case "$anchor": at.Resource.ByAnchor.TryAdd(Text(at, keyword, value), node); break;
            case "$dynamicAnchor":
                at.Resource.ByAnchor.TryAdd(Text(at, keyword, value), node);
                at.Resource.DynamicAnchors.Add(Text(at, keyword, value));
                break;
            case "$ref": node.Reference = Text(at, keyword, value); break;
            case "$dynamicRef": node.DynamicReference = Text(at, keyword, value); break;
            case "$recursiveRef": throw node.Refuse(keyword, "is not supported; use $ref");
            case "$defs" or "definitions": ReadMap(at, keyword, value); break;
            case "type": node.Types = ReadTypes(at, value); break;
            case "enum": node.Enum = Both(node.Enum, value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(at, keyword, "an array")); break;
            case "const": node.Enum = Both(node.Enum, [value]); break;
            case "minimum": node.Minimum = Number(at, keyword, value); break;
            case "maximum": node.Maximum = Number(at, keyword, value); break;
            case "exclusiveMinimum": node.ExclusiveMinimum = Number(at, keyword, value); break;
            case "exclusiveMaximum": node.ExclusiveMaximum = Number(at, keyword, value); break;
            case "multipleOf":
                node.MultipleOf = Number(at, keyword, value) is { Sign: > 0 } divisor ? divisor : throw Wrong(at, keyword, "a number above 0");
                break;
            case "minLength": node.MinLength = Count(at, keyword, value); break;
            case "maxLength": node.MaxLength = Count(at, keyword, value); break;
            case "pattern": node.Pattern = Text(at, keyword, value); break;
            case "format": node.Format = Text(at, keyword, value); break;
            case "prefixItems": node.PrefixItems = ReadList(at, keyword, value); break;
            case "items" when value.ValueKind == JsonValueKind.Array:
                throw node.Refuse(keyword, "an array of schemas is called prefixItems since draft 2020-12");
            case "items": node.Items = ReadOne(at, keyword, value); break;
            case "minItems": node.MinItems = Count(at, keyword, value); break;
            case "maxItems": node.MaxItems = Count(at, keyword, value); break;
            case "uniqueItems": node.UniqueItems = value.ValueKind == JsonValueKind.True; break;
            case "contains": node.Contains = ReadOne(at, keyword, value); break;
            case "minContains": node.MinContains = Count(at, keyword, value); break;
            case "maxContains": node.MaxContains = Count(at, keyword, value); break;
            case "unevaluatedItems": node.UnevaluatedItems = ReadOne(at, keyword, value); break;
            case "properties": node.Properties = ReadMap(at, keyword, value); break;
            case "patternProperties": node.PatternProperties = ReadMap(at, keyword, value); break;
            case "additionalProperties": node.AdditionalProperties = ReadOne(at, keyword, value); break;
            case "propertyNames": node.PropertyNames = ReadOne(at, keyword, value); break;
            case "required" when value.ValueKind is not JsonValueKind.Array: throw Wrong(at, keyword, "an array of names");
            case "required": node.Required = Names(at, keyword, value); break;
            case "minProperties": node.MinProperties = Count(at, keyword, value); break;
            case "maxProperties": node.MaxProperties = Count(at, keyword, value); break;
            case "dependentRequired":
                node.DependentRequired = [.. node.DependentRequired, .. Members(at, keyword, value).Select(item => KeyValuePair.Create(item.Name, Names(at, keyword, item.Value)))];
                break;
            case "dependentSchemas": node.DependentSchemas = [.. node.DependentSchemas, .. ReadMap(at, keyword, value)]; break;
            case "dependencies": ReadDependencies(at, value); break;
            case "unevaluatedProperties": node.UnevaluatedProperties = ReadOne(at, keyword, value); break;
            case "allOf": node.AllOf = ReadList(at, keyword, value); break;
            case "anyOf": node.AnyOf = ReadList(at, keyword, value); break;
            case "oneOf": node.OneOf = ReadList(at, keyword, value); break;
            case "not": node.Not = ReadOne(at, keyword, value); break;
            case "if": node.If = ReadOne(at, keyword, value); break;
            case "then": node.Then = ReadOne(at, keyword, value); break;
            case "else": node.Else = ReadOne(at, keyword, value); break;
            default: break;
        }
    }

    /// <summary>The older name of both kinds of dependencies, which validators still heed.</summary>
    private void ReadDependencies(Context at, JsonElement value)
    {
        foreach (JsonProperty item in Members(at, "dependencies", value))
        {
            if (item.Value.ValueKind == JsonValueKind.Array)
            {
                at.Node.DependentRequired = [.. at.Node.DependentRequired, KeyValuePair.Create(item.Name, Names(at, "dependencies", item.Value))];
            }
            else
            {
                string place = $"/dependencies/{JsonPointer.Escape(item.Name)}";
                at.Node.DependentSchemas =
                    [.. at.Node.DependentSchemas, KeyValuePair.Create(item.Name, Read(at.Resource, at.Pointer + place, item.Value, at.Path + place))];
            }
        }
    }

    private static void CheckDialect(Context at, JsonElement value)
    {
        if (!s_dialects.Contains(Text(at, "$schema", value).TrimEnd('#'), StringComparer.Ordinal))
        {
            throw at.Node.Refuse("$schema", "custom dialects are not supported");
        }
    }

    /// <summary>Both <c>enum</c> and <c>const</c>: the values of the one that are in the other.</summary>
    private static List<JsonElement> Both(IReadOnlyList<JsonElement>? old, List<JsonElement> values) =>
        old is null ? values : [.. values.Where(value => old.Any(other => JsonElement.DeepEquals(value, other)))];

    private SchemaNode ReadOne(Context at, string keyword, JsonElement value) =>
        Read(at.Resource, $"{at.Pointer}/{keyword}", value, $"{at.Path}/{keyword}");

    private List<SchemaNode> ReadList(Context at, string keyword, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(at, keyword, "an array of schemas");
        }

        List<SchemaNode> nodes = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            nodes.Add(Read(at.Resource, $"{at.Pointer}/{keyword}/{nodes.Count}", item, $"{at.Path}/{keyword}/{nodes.Count}"));
        }

        return nodes;
    }

    private List<KeyValuePair<string, SchemaNode>> ReadMap(Context at, string keyword, JsonElement value)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        List<KeyValuePair<string, SchemaNode>> nodes = [];
        foreach (JsonProperty item in Members(at, keyword, value))
        {
            string place = $"/{keyword}/{JsonPointer.Escape(item.Name)}";
            var entry = KeyValuePair.Create(item.Name, Read(at.Resource, at.Pointer + place, item.Value, at.Path + place));
            if (places.TryAdd(item.Name, nodes.Count))
            {
                nodes.Add(entry);
            }
            else
            {
                nodes[places[item.Name]] = entry;
            }
        }

        return nodes;
    }

    private static JsonElement.ObjectEnumerator Members(Context at, string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Wrong(at, keyword, "an object");

    private static SchemaTypes ReadTypes(Context at, JsonElement value)
    {
        SchemaTypes types = SchemaTypes.None;
        foreach (JsonElement item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            types |= (item.ValueKind == JsonValueKind.String ? item.GetString() : null) switch
            {
                "null" => SchemaTypes.Null,
                "boolean" => SchemaTypes.Boolean,
                "integer" => SchemaTypes.Integer,
                "number" => SchemaTypes.Number | SchemaTypes.Integer,
                "string" => SchemaTypes.String,
                "array" => SchemaTypes.Array,
                "object" => SchemaTypes.Object,
                _ => throw Wrong(at, "type", "null, boolean, integer, number, string, array or object"),
            };
        }

        return types;
    }

    private static IReadOnlyList<string> Names(Context at, string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => Text(at, keyword, item)).Distinct(StringComparer.Ordinal)] : throw Wrong(at, keyword, "an array of names");

    private static string Text(Context at, string keyword, JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(at, keyword, "text");
        }
        catch (InvalidOperationException)
        {
            throw at.Node.Refuse(keyword, "has an unpaired surrogate");
        }
    }

    private static DecimalNumber Number(Context at, string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && DecimalNumber.TryParse(value.GetRawText(), out DecimalNumber number) ? number : throw Wrong(at, keyword, "a number within reason");

    private static int Count(Context at, string keyword, JsonElement value)
    {
        DecimalNumber number = Number(at, keyword, value);
        return number is { Sign: >= 0, IsInteger: true }
            ? number.IntegerDigits.Length > 9 ? int.MaxValue : int.Parse(number.IntegerDigits)
            : throw Wrong(at, keyword, "an integer not below 0");
    }

    private static GrammarException Wrong(Context at, string keyword, string expected) => at.Node.Refuse(keyword, $"must be {expected}");

    /// <summary>Where a keyword stands.</summary>
    private readonly record struct Context(SchemaNode Node, SchemaResource Resource, string Pointer, string Path);
}
