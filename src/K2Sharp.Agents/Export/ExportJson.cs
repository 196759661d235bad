using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Tools;

namespace K2Sharp.Agents.Export;

/// <summary>What the JSON exports share.</summary>
internal static class ExportJson
{
    public static Utf8JsonWriter Writer(Stream output, bool isIndented) => new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = isIndented });

    public static void WriteOptional(this Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>Tools as an array, from the texts of the run's first entry.</summary>
    public static void WriteTools(this Utf8JsonWriter json, RunStarted start)
    {
        json.WriteStartArray();
        foreach (string tool in start.Tools)
        {
            json.WriteRawValue(tool);
        }

        json.WriteEndArray();
    }

    /// <summary>A call's arguments as a value; what is no JSON as a text.</summary>
    public static void WriteArguments(this Utf8JsonWriter json, RecordedCall call)
    {
        if (CanonicalJson.IsJson(call.Arguments))
        {
            json.WriteRawValue(call.Arguments);
        }
        else
        {
            json.WriteStringValue(call.Arguments);
        }
    }
}
