using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class ChatDialect : IDialect
{
    public async Task<Answered> AskAsync(MiniServer server, Conversation conversation)
    {
        (int status, JsonElement body) = await server.AskAsync("/v1/chat/completions", Write(conversation).ToJsonString());
        Assert.True(status == 200, body.GetRawText());
        JsonElement message = body.GetProperty("choices")[0].GetProperty("message");
        JsonElement usage = body.GetProperty("usage");
        IEnumerable<JsonElement> calls = message.TryGetProperty("tool_calls", out JsonElement array) ? array.EnumerateArray() : [];
        return new Answered(
            Text(message, "reasoning_content"),
            Text(message, "content"),
            Answered.Join(calls.Select(call => (call.GetProperty("id").GetString()!, call.GetProperty("function").GetProperty("name").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!))),
            usage.GetProperty("prompt_tokens").GetInt32(),
            usage.GetProperty("completion_tokens").GetInt32());
    }

    private static string Text(JsonElement message, string member) => message.TryGetProperty(member, out JsonElement text) ? text.GetString() ?? string.Empty : string.Empty;

    private static JsonObject Write(Conversation conversation)
    {
        var messages = new JsonArray();
        if (conversation.System is { } system)
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
        }

        foreach (Said said in conversation.History.Prepend(new Said("user", conversation.Question)))
        {
            messages.Add(Write(said));
        }

        var request = new JsonObject { ["messages"] = messages, ["max_tokens"] = 100, ["parallel_tool_calls"] = conversation.IsParallel };
        if (conversation.Tools.Length > 0)
        {
            request["tools"] = new JsonArray([.. conversation.Tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool, ["description"] = Conversation.DescriptionOf(tool), ["parameters"] = JsonNode.Parse(Conversation.ToolSchema) },
            })]);
            request["tool_choice"] = conversation.Choice is "auto" or "none" or "required"
                ? conversation.Choice
                : new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = conversation.Choice } };
        }

        if (!conversation.Thinks)
        {
            request["thinking"] = new JsonObject { ["type"] = "disabled" };
        }

        if (conversation.Schema is { } schema)
        {
            request["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "s", ["schema"] = JsonNode.Parse(schema) } };
        }

        return request;
    }

    private static JsonObject Write(Said said)
    {
        var message = new JsonObject { ["role"] = said.Role, ["content"] = said.Text };
        if (said.Role == "tool")
        {
            message["tool_call_id"] = said.Answers.Id;
            message["name"] = said.Answers.Tool;
        }

        if (said.Thought is { } thought)
        {
            message["reasoning_content"] = thought;
        }

        if (said.Calls.Length > 0)
        {
            message["tool_calls"] = new JsonArray([.. said.Calls.Select(call => new JsonObject
            {
                ["id"] = call.Id,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Tool, ["arguments"] = call.Arguments },
            })]);
        }

        return message;
    }
}
