using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace K2Sharp.Agents.Journal;

/// <summary>The entries' JSON.</summary>
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(RunRequest))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>What the text of a <see cref="RunEnded"/> is like, in SQL: the kind is written first.</summary>
    public const string EndPattern = """{"kind":"ended"%""";

    private static readonly JournalJson s_context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(JournalEntry entry) => JsonSerializer.Serialize(entry, s_context.JournalEntry);

    public static string Write(RunRequest request) => JsonSerializer.Serialize(request, s_context.RunRequest);

    /// <exception cref="JournalException">It is not an entry.</exception>
    public static JournalEntry Read(string text) => Read(text, s_context.JournalEntry);

    /// <exception cref="JournalException">It is not a request.</exception>
    public static RunRequest ReadRequest(string text) => Read(text, s_context.RunRequest);

    private static T Read<T>(string text, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JournalException("the journal holds an empty entry");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new JournalException($"the journal holds an entry that this version cannot read: {exception.Message}", exception);
        }
    }
}
