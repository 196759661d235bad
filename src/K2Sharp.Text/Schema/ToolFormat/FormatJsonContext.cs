using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Makes JSON values of changed schemas, without reflection.</summary>
[JsonSourceGenerationOptions(MaxDepth = 512)]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class FormatJsonContext : JsonSerializerContext;
