using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>Everything that the Responses API reads and writes.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 520,
    Converters = [typeof(WholeNumberConverter), typeof(LongNumberConverter), typeof(NumberConverter), typeof(TextConverter), typeof(FlagConverter)])]
[JsonSerializable(typeof(ResponseRequest))]
[JsonSerializable(typeof(ResponseObject))]
[JsonSerializable(typeof(ResponseEvent))]
[JsonSerializable(typeof(ItemList))]
[JsonSerializable(typeof(DeletedResponse))]
[JsonSerializable(typeof(InputTokens))]
internal sealed partial class ResponsesJson : JsonSerializerContext
{
    /// <summary>Reads JSON that this server has written: as deep as a request may be, and a level or two more.</summary>
    public static System.Text.Json.JsonElement Parse(string json) =>
        System.Text.Json.JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = Wire.Options.MaxDepth + 8 });

    /// <summary>Text as it is, not as \u escapes: the answers are read by programs, not put into pages.</summary>
    // Made when asked for: as an initializer it might run before that of the generated Default.
    public static ResponsesJson Wire => field ??= new ResponsesJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
