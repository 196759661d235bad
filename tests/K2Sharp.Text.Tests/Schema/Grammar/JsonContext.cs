using System.Text.Json.Serialization;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>Serializes the texts that tests put into schemas.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class JsonContext : JsonSerializerContext;
