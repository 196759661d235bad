using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Extensions.AI.Chat;

/// <summary>
/// The arguments of a tool call, as text and as values. The text is kept beside the values: sent back byte for byte, the conversation is found
/// in the prefix cache; written anew from the values, it might not be.
/// </summary>
internal static class ToolArguments
{
    /// <summary>Where the text is kept: it survives when a conversation is stored as JSON.</summary>
    public const string TextProperty = "k2.arguments";

    /// <summary>As models write arguments: without blanks, and text as it is. The library's own options indent, which no prompt was trained with.</summary>
    private static readonly JsonSerializerOptions s_compact = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A call from what the model wrote; the text may be no JSON at all.</summary>
    public static FunctionCallContent ToContent(string callId, string name, string text)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(text, callId, name, Parse);
        content.AdditionalProperties = new AdditionalPropertiesDictionary { [TextProperty] = text };
        return content;
    }

    /// <summary>The text of a call's arguments.</summary>
    public static string ToText(FunctionCallContent call)
    {
        string? kept = call.AdditionalProperties is { } properties && properties.TryGetValue(TextProperty, out object? value)
            ? value switch { string text => text, JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(), _ => null }
            : null;
        string written = call.Arguments is null ? "{}" : JsonSerializer.Serialize(call.Arguments, s_compact.GetTypeInfo(typeof(IDictionary<string, object?>)));
        return kept is not null && (call.Arguments is null || MeanTheSame(kept, written)) ? kept : written;
    }

    private static Dictionary<string, object?>? Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone())
            : throw new JsonException("the arguments are not a JSON object");
    }

    /// <summary>Somebody may have changed the values since.</summary>
    private static bool MeanTheSame(string kept, string written)
    {
        try
        {
            using var left = JsonDocument.Parse(kept);
            using var right = JsonDocument.Parse(written);
            return JsonElement.DeepEquals(left.RootElement, right.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
