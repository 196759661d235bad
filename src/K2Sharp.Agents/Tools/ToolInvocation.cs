using System.Text.Json;

namespace K2Sharp.Agents.Tools;

/// <summary>A call to run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Key">The call's key, unique in the run; see <see cref="Journal.RecordedCall.Key"/>.</param>
/// <param name="Id">The call's id in the conversation.</param>
/// <param name="Arguments">The arguments, an object that fits the tool's schema.</param>
public sealed record ToolInvocation(string Run, string Key, string Id, JsonElement Arguments)
{
    /// <summary>The text of an argument; null where it is absent or null.</summary>
    public string? Text(string name) => Arguments.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    /// <summary>The whole number of an argument; null where it is absent or null.</summary>
    public int? Number(string name) =>
        Arguments.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out double number)
            ? (int)Math.Clamp(Math.Truncate(number), int.MinValue, int.MaxValue)
            : null;
}
