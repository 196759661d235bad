using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Training.Evaluation;

/// <summary>The JSON of an <see cref="EpisodeLog"/>, in letters that people can read.</summary>
[JsonSerializable(typeof(EpisodeLine))]
internal sealed partial class EpisodeLogJson : JsonSerializerContext
{
    public static EpisodeLogJson Readable { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });
}
