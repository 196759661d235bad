using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Agents.Upstream;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>An attempt's file: its record and its conversations in the OpenAI form with <c>reasoning_content</c>, which trainers read.</summary>
internal static class TranscriptJson
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(AttemptRecord record, Attempt attempt)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
        {
            json.WriteStartObject();
            json.WritePropertyName("record");
            JsonSerializer.Serialize(json, record, EvalJson.Lines.AttemptRecord);
            json.WriteStartArray("conversations");
            foreach (Transcript transcript in attempt.Transcripts)
            {
                Write(json, transcript);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Transcript transcript)
    {
        json.WriteStartObject();
        json.WriteString("ending", transcript.Ending.ToString());
        json.WriteStartArray("messages");
        foreach (ChatMessage message in transcript.Messages)
        {
            RequestJson.Write(json, message);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
