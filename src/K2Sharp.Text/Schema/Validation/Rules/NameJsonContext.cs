using System.Text.Json.Serialization;

namespace K2Sharp.Text.Schema.Validation.Rules;

/// <summary>Makes JSON values of names, without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class NameJsonContext : JsonSerializerContext;
