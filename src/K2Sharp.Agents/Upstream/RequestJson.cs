using System.Text.Encodings.Web;
using System.Text.Json;
using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Upstream;

/// <summary>A request in the form of OpenAI's chat completions, with Moonshot's <c>reasoning_content</c>.</summary>
internal static class RequestJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(string model, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteString("model", options?.ModelId ?? model);
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
            WriteOptions(json, options);
            json.WriteStartArray("messages");
            foreach (ChatMessage message in messages)
            {
                Write(json, message);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Writes a message; one with several results becomes several.</summary>
    public static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
        foreach (FunctionResultContent result in results)
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", result.CallId);
            if (message.AuthorName is { Length: > 0 } name)
            {
                json.WriteString("name", name);
            }

            json.WriteString("content", result.Result?.ToString() ?? string.Empty);
            json.WriteEndObject();
        }

        if (results.Length > 0)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteString("role", message.Role.Value);
        string reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(thought => thought.Text));
        if (reasoning.Length > 0)
        {
            json.WriteString("reasoning_content", reasoning);
        }

        json.WriteString("content", string.Concat(message.Contents.OfType<TextContent>().Select(text => text.Text)));
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
                json.WriteString("arguments", ModelCaller.Arguments(call));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options is null)
        {
            return;
        }

        if (options.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", temperature);
        }

        if (options.TopP is { } topP)
        {
            json.WriteNumber("top_p", topP);
        }

        if (options.MaxOutputTokens is { } most)
        {
            json.WriteNumber("max_tokens", most);
        }

        if (options.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (options.AdditionalProperties?.TryGetValue("thinking_budget", out object? budget) == true && budget is int thinking)
        {
            // K2Sharp's own server takes it; others ignore what they do not know.
            json.WriteNumber("thinking_budget", thinking);
        }

        if (options.ResponseFormat is ChatResponseFormatJson { Schema: { } schema } format)
        {
            WriteFormat(json, schema, format.SchemaName ?? "answer");
        }

        if (options.Tools is { Count: > 0 } tools)
        {
            WriteChoice(json, options.ToolMode);
            json.WriteStartArray("tools");
            foreach (AIFunctionDeclaration tool in tools.OfType<AIFunctionDeclaration>())
            {
                json.WriteStartObject();
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", tool.Name);
                json.WriteString("description", tool.Description);
                json.WritePropertyName("parameters");
                tool.JsonSchema.WriteTo(json);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement schema, string name)
    {
        json.WriteStartObject("response_format");
        json.WriteString("type", "json_schema");
        json.WriteStartObject("json_schema");
        json.WriteString("name", name);
        json.WriteBoolean("strict", true);
        json.WritePropertyName("schema");
        schema.WriteTo(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Without a word the model chooses, which is what most servers know best.</summary>
    private static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice", "none");
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } function }:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", function);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice", "required");
                break;
            default:
                break;
        }
    }
}
