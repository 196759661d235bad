using System.Text.Json.Serialization;

namespace K2Sharp.Server.Wire;

/// <summary>A string, or an array of strings.</summary>
/// <param name="Values">The strings.</param>
[JsonConverter(typeof(StringListConverter))]
internal sealed record StringList(IReadOnlyList<string> Values);
