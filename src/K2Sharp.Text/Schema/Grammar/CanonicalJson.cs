using System.Globalization;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Writes JSON in the form that grammars produce: no white space, strings escaped only where they must be. Numbers keep their text.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>A value as UTF-8; properties keep their order.</summary>
    public static byte[] Write(JsonElement value)
    {
        StringBuilder text = new();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A string with its quotes.</summary>
    public static string Quote(string value)
    {
        StringBuilder text = new(value.Length + 2);
        AppendString(text, value);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    AppendComma(text, '{');
                    AppendString(text, property.Name);
                    text.Append(':');
                    Append(text, property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (JsonElement item in value.EnumerateArray())
                {
                    AppendComma(text, '[');
                    Append(text, item);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendComma(StringBuilder text, char open)
    {
        // Right after the bracket there is no comma; no value ends with an opening bracket.
        if (text[^1] != open)
        {
            text.Append(',');
        }
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ': text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
