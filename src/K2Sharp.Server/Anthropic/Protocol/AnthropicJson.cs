using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>Everything that the Messages API reads and writes.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 520,
    Converters = [typeof(WholeNumberConverter), typeof(LongNumberConverter), typeof(NumberConverter), typeof(TextConverter), typeof(FlagConverter)])]
[JsonSerializable(typeof(MessagesRequest))]
[JsonSerializable(typeof(MessageObject))]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(TokenCount))]
[JsonSerializable(typeof(AnthropicErrorBody))]
internal sealed partial class AnthropicJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as \u escapes: the answers are read by programs, not put into pages.</summary>
    // Made when asked for: as an initializer it might run before that of the generated Default.
    public static AnthropicJson Wire => field ??= new AnthropicJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
