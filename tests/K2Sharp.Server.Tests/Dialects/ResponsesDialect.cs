using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>OpenAI's Responses.</summary>
internal sealed class ResponsesDialect : IDialect
{
    public async Task<Answered> AskAsync(MiniServer server, Conversation conversation)
    {
        (int status, JsonElement body) = await server.AskAsync("/v1/responses", Write(conversation).ToJsonString());
        Assert.True(status == 200, body.GetRawText());
        JsonElement[] output = [.. body.GetProperty("output").EnumerateArray()];
        JsonElement usage = body.GetProperty("usage");
        return new Answered(
            Texts(output, "reasoning"),
            Texts(output, "message"),
            Answered.Join(output.Where(item => item.GetProperty("type").GetString() == "function_call")
                .Select(call => (call.GetProperty("call_id").GetString()!, call.GetProperty("name").GetString()!, call.GetProperty("arguments").GetString()!))),
            usage.GetProperty("input_tokens").GetInt32(),
            usage.GetProperty("output_tokens").GetInt32());
    }

    private static string Texts(IEnumerable<JsonElement> output, string type) => string.Concat(output
        .Where(item => item.GetProperty("type").GetString() == type)
        .SelectMany(item => item.GetProperty("content").EnumerateArray())
        .Select(part => part.GetProperty("text").GetString()));

    private static JsonObject Write(Conversation conversation)
    {
        var input = new JsonArray();
        foreach (Said said in conversation.History.Prepend(new Said("user", conversation.Question)))
        {
            foreach (JsonObject item in Items(said))
            {
                input.Add(item);
            }
        }

        var request = new JsonObject { ["input"] = input, ["max_output_tokens"] = 100, ["store"] = false, ["parallel_tool_calls"] = conversation.IsParallel };
        if (conversation.System is { } system)
        {
            request["instructions"] = system;
        }

        if (conversation.Tools.Length > 0)
        {
            request["tools"] = new JsonArray([.. conversation.Tools.Select(tool => new JsonObject
            {
                ["type"] = "function",
                ["name"] = tool,
                ["description"] = Conversation.DescriptionOf(tool),
                ["parameters"] = JsonNode.Parse(Conversation.ToolSchema),
                ["strict"] = true,
            })]);
            request["tool_choice"] = conversation.Choice is "auto" or "none" or "required" ? conversation.Choice : new JsonObject { ["type"] = "function", ["name"] = conversation.Choice };
        }

        if (!conversation.Thinks)
        {
            request["reasoning"] = new JsonObject { ["effort"] = "none" };
        }

        if (conversation.Schema is { } schema)
        {
            request["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["name"] = "s", ["schema"] = JsonNode.Parse(schema) } };
        }

        return request;
    }

    private static IEnumerable<JsonObject> Items(Said said)
    {
        if (said.Role == "tool")
        {
            yield return new JsonObject { ["type"] = "function_call_output", ["call_id"] = said.Answers.Id, ["output"] = said.Text };
            yield break;
        }

        if (said.Thought is { } thought)
        {
            yield return new JsonObject { ["type"] = "reasoning", ["summary"] = new JsonArray(), ["content"] = new JsonArray(new JsonObject { ["type"] = "reasoning_text", ["text"] = thought }) };
        }

        if (said.Text.Length > 0)
        {
            yield return new JsonObject { ["role"] = said.Role, ["content"] = said.Text };
        }

        foreach ((string id, string tool, string arguments) in said.Calls)
        {
            yield return new JsonObject { ["type"] = "function_call", ["call_id"] = id, ["name"] = tool, ["arguments"] = arguments };
        }
    }
}
