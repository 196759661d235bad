using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using K2Sharp.Server.Wire;

namespace K2Sharp.Server.Tokens;

/// <summary>Everything that the token endpoints read and write.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 520,
    Converters = [typeof(WholeNumberConverter), typeof(TextConverter), typeof(FlagConverter)])]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(TokenizeResponse))]
[JsonSerializable(typeof(DetokenizeRequest))]
[JsonSerializable(typeof(DetokenizeResponse))]
[JsonSerializable(typeof(TemplateResponse))]
internal sealed partial class TokensJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as \u escapes.</summary>
    // Made when asked for: as an initializer it might run before that of the generated Default.
    public static TokensJson Wire => field ??= new TokensJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
