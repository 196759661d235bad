using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Evals.Running;

/// <summary>JSON of the files that a run keeps.</summary>
[JsonSerializable(typeof(AttemptRecord))]
[JsonSerializable(typeof(RunManifest))]
internal sealed partial class EvalJson : JsonSerializerContext
{
    /// <summary>One line, with letters of all languages left readable.</summary>
    public static EvalJson Lines { get; } = new(Configure(isIndented: false));

    /// <summary>Indented, for files that people open.</summary>
    public static EvalJson Pages { get; } = new(Configure(isIndented: true));

    private static JsonSerializerOptions Configure(bool isIndented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = isIndented,
    };
}
