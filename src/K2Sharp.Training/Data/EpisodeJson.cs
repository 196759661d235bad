using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data;

/// <summary>Prints an episode in the form of OpenAI's chat completions, thoughts as <c>reasoning_content</c>.</summary>
internal static class EpisodeJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line: <c>{"family":..,"messages":[..],"tools":[..]}</c>, and <c>forced_thought</c> where there is one.</summary>
    public static string Write(Episode episode)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("family", episode.Task.Family);
            json.WriteNumber("hops", episode.Task.Hops);
            if (episode.Task.ForcedThought is not null)
            {
                json.WriteString("forced_thought", episode.Task.ForcedThought);
            }

            json.WriteStartArray("messages");
            foreach (ChatMessage message in episode.Messages)
            {
                Write(json, message);
            }

            json.WriteEndArray();
            json.WriteStartArray("tools");
            foreach (ChatTool tool in episode.Task.Tools)
            {
                tool.Definition.WriteTo(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role);
        WriteOptional(json, "name", message.Name);
        WriteOptional(json, "tool_call_id", message.ToolCallId);
        WriteOptional(json, "reasoning_content", message.ReasoningContent);
        json.WriteString("content", message.Text);
        if (message.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (ChatToolCall call in message.ToolCalls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.Id);
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
