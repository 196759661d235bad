using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.OpenAI.Chat;
using K2Sharp.Server.OpenAI.Completions;
using K2Sharp.Server.OpenAI.Models;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.OpenAI;

/// <summary>Everything that OpenAI's part of the API reads and writes.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 520,
    Converters = [typeof(WholeNumberConverter), typeof(LongNumberConverter), typeof(NumberConverter), typeof(TextConverter), typeof(FlagConverter)])]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class OpenAIJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as \u escapes: the answers are read by programs, not put into pages.</summary>
    // Made when asked for: as an initializer it might run before that of the generated Default.
    public static OpenAIJson Wire => field ??= new OpenAIJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
