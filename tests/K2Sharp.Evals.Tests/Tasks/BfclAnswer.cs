using System.Text.Json;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>Calls that BFCL's answers allow.</summary>
internal static class BfclAnswer
{
    /// <summary>A call with the first possible value of each parameter.</summary>
    public static (string Name, string Arguments) Of(JsonElement expected)
    {
        JsonProperty function = expected.EnumerateObject().First();
        var arguments = function.Value.EnumerateObject()
            .Select(parameter => (parameter.Name, Value: First(parameter.Value)))
            .Where(parameter => parameter.Value is not null)
            .ToDictionary(parameter => parameter.Name, parameter => Flatten(parameter.Value!.Value));
        return (function.Name.Replace('.', '_'), JsonSerializer.Serialize(arguments));
    }

    /// <summary>The first possible value; null where leaving it out is the only one.</summary>
    private static JsonElement? First(JsonElement possible)
    {
        JsonElement first = possible.EnumerateArray().FirstOrDefault(value => value.ValueKind != JsonValueKind.String || value.GetString()!.Length > 0);
        return first.ValueKind == JsonValueKind.Undefined ? null : first;
    }

    /// <summary>Objects among the values list their members' possible values.</summary>
    private static object? Flatten(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Where(member => member.Value.ValueKind != JsonValueKind.Array || First(member.Value) is not null)
            .ToDictionary(member => member.Name, member => Flatten(member.Value.ValueKind == JsonValueKind.Array ? First(member.Value)!.Value : member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Select(Flatten).ToArray(),
        _ => value,
    };
}
