using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Tasks.Vendor;

/// <summary>
/// The vendor test in small, with requests of our own: tools with nested objects, arrays, enums and bounds, and a user who asks for the
/// call. With the enforcer on, every model's schema accuracy is 100 %, also one that knows nothing.
/// </summary>
internal sealed class VendorMiniTask : EvalTask
{
    private const int Count = 60;

    private static readonly string[] s_verbs = ["book", "order", "send", "create", "update", "find", "check", "move"];
    private static readonly string[] s_things = ["room", "ticket", "report", "message", "parcel", "table", "note", "car"];
    private static readonly string[] s_names = ["city", "count", "price", "urgent", "color", "tags", "address", "date", "limit", "title"];

    public override string Name => "vendor-mini";

    public override string Title => "Calls that must fit generated schemas: the vendor test without its data";

    public override EvalSettings Settings { get; } = new() { Temperature = 1, MaxOutputTokens = 8192 };

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var random = new SeededRandom(4000);
        return [.. Enumerable.Range(0, Count).Select(index => new VendorQuestion(FormattableString.Invariant($"vendor-mini-{index}"), Request(random), ReferenceCalls: true))];
    }

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => VendorFigures.Of(attempts);

    private static JsonElement Request(SeededRandom random)
    {
        string verb = random.Pick(s_verbs);
        string thing = random.Pick(s_things);
        string name = $"{verb}_{thing}";
        JsonObject parameters = Object(random, depth: 0);
        string wants = string.Join(", ", parameters["properties"]!.AsObject().Select(property => property.Key));
        var request = new JsonObject
        {
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = $"Please {verb} a {thing}: call {name} and choose {wants} as you like." }),
            ["tools"] = new JsonArray(new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = name, ["description"] = $"To {verb} a {thing}.", ["parameters"] = parameters },
            }),
        };
        return JsonSerializer.SerializeToElement(request);
    }

    private static JsonObject Object(SeededRandom random, int depth)
    {
        string[] names = [.. s_names];
        random.Shuffle(names);
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (string name in names.Take(random.Next(1, depth == 0 ? 5 : 3)))
        {
            properties[name] = Value(random, depth);
            if (random.Chance(0.7) || required.Count == 0)
            {
                required.Add((JsonNode)name);
            }
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonObject Value(SeededRandom random, int depth) => random.Next(0, depth < 2 ? 7 : 5) switch
    {
        0 => new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 20 },
        1 => Bounded("integer", random),
        2 => new JsonObject { ["type"] = "boolean" },
        3 => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("red", "green", "blue") },
        4 => Bounded("number", random),
        5 => new JsonObject { ["type"] = "array", ["items"] = Value(random, depth + 1), ["minItems"] = 1, ["maxItems"] = 3 },
        _ => Object(random, depth + 1),
    };

    private static JsonObject Bounded(string type, SeededRandom random)
    {
        int least = random.Next(-100, 100);
        return new JsonObject { ["type"] = type, ["minimum"] = least, ["maximum"] = least + random.Next(1, 200), ["description"] = string.Create(CultureInfo.InvariantCulture, $"at least {least}") };
    }
}
