using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Agents.Journal;

/// <summary>The entries' JSON.</summary>
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    private static readonly JournalJson s_context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowOutOfOrderMetadataProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Write(JournalEntry entry) => JsonSerializer.Serialize(entry, s_context.JournalEntry);

    /// <exception cref="JournalException">It is not an entry.</exception>
    public static JournalEntry Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, s_context.JournalEntry) ?? throw new JournalException("the journal holds an empty entry");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new JournalException($"the journal holds an entry that this version cannot read: {exception.Message}", exception);
        }
    }
}
