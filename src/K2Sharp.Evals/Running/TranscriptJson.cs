using System.Text.Encodings.Web;
using System.Text.Json;
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
            Write(json, message);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            {
                json.WriteStartObject();
                json.WriteString("role", "tool");
                json.WriteString("tool_call_id", result.CallId);
                json.WriteString("content", result.Result?.ToString());
                json.WriteEndObject();
            }

            return;
        }

        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        json.WriteString("content", message.Text);
        string reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        if (reasoning.Length > 0)
        {
            json.WriteString("reasoning_content", reasoning);
        }

        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        if (calls.Length > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (FunctionCallContent call in calls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.CallId);
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", CallArguments.Text(call));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
