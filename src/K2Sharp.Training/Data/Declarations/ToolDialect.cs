using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Declarations;

/// <summary>
/// What programs write into a tool's declaration besides what the tool is: pydantic its titles, generators of strict schemas
/// <c>additionalProperties</c>, and so on; of the top level, not of objects within. None of it changes which calls are right. A model that had
/// never seen such words beside a schema ended every chain of calls before it began.
/// </summary>
internal sealed record ToolDialect
{
    private static readonly string[] s_schemas = ["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"];

    private static readonly string[] s_descriptions = ["The {0}.", "The {0} to use.", "{0}", "A {0}."];

    /// <summary>Whether arguments beyond the declared ones are allowed; null says nothing.</summary>
    public bool? AllowsMore { get; init; }

    /// <summary>Whether the function is marked as strict.</summary>
    public bool IsStrict { get; init; }

    /// <summary>The address of the schema's language; null for none.</summary>
    public string? Schema { get; init; }

    /// <summary>Whether the schema and its properties have titles.</summary>
    public bool HasTitles { get; init; }

    /// <summary>What describes a property that has no description, {0} its name; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Whether texts are marked as not empty.</summary>
    public bool HasMinimumLength { get; init; }

    /// <summary>Draws one; now and then it is the plain one.</summary>
    public static ToolDialect Draw(TaskRandom random) => new()
    {
        AllowsMore = random.Chance(0.6) ? random.Chance(0.1) : null,
        IsStrict = random.Chance(0.3),
        Schema = random.Chance(0.15) ? random.Pick(s_schemas) : null,
        HasTitles = random.Chance(0.15),
        Description = random.Chance(0.3) ? random.Pick(s_descriptions) : null,
        HasMinimumLength = random.Chance(0.15),
    };

    /// <summary>The same tool in this dialect.</summary>
    public ChatTool Restate(ChatTool tool)
    {
        JsonObject declaration = JsonNode.Parse(tool.Definition.GetRawText())!.AsObject();
        JsonObject function = declaration["function"]!.AsObject();
        JsonObject parameters = function["parameters"]!.AsObject();
        foreach ((string name, JsonNode? schema) in parameters["properties"]!.AsObject())
        {
            Restate(name, schema!.AsObject());
        }

        Set(parameters, "$schema", Schema);
        Set(parameters, "additionalProperties", AllowsMore);
        Set(parameters, "title", HasTitles ? tool.Name + "Arguments" : null);
        Set(function, "strict", IsStrict ? true : null);
        return new ChatTool(JsonSerializer.SerializeToElement(declaration));
    }

    private void Restate(string name, JsonObject schema)
    {
        string words = name.Replace('_', ' ');
        if (Description is not null && !schema.ContainsKey("description"))
        {
            schema["description"] = Description.Replace("{0}", words, StringComparison.Ordinal);
        }

        bool isText = schema["type"] is JsonValue type && type.TryGetValue(out string? kind) && kind == "string" && !schema.ContainsKey("enum");
        Set(schema, "minLength", HasMinimumLength && isText ? 1 : null);
        Set(schema, "title", HasTitles ? char.ToUpperInvariant(words[0]) + words[1..] : null);
    }

    private static void Set(JsonObject schema, string name, JsonNode? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }
}
