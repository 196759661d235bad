using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Anthropic;
using K2Sharp.Server.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>Anthropic's Messages.</summary>
internal sealed class MessagesDialect : IDialect
{
    public async Task<Answered> AskAsync(MiniServer server, Conversation conversation)
    {
        (int status, JsonElement body) = await server.AskAsync("/v1/messages", Write(conversation, server.Services.GetRequiredService<ThoughtSigner>()).ToJsonString());
        Assert.True(status == 200, body.GetRawText());
        JsonElement[] content = [.. body.GetProperty("content").EnumerateArray()];
        JsonElement usage = body.GetProperty("usage");
        return new Answered(
            Texts(content, "thinking"),
            Texts(content, "text"),
            Answered.Join(content.Where(block => block.GetProperty("type").GetString() == "tool_use")
                .Select(call => (call.GetProperty("id").GetString()!, call.GetProperty("name").GetString()!, call.GetProperty("input").GetRawText()))),
            usage.GetProperty("input_tokens").GetInt32() + usage.GetProperty("cache_read_input_tokens").GetInt32(),
            usage.GetProperty("output_tokens").GetInt32());
    }

    private static string Texts(IEnumerable<JsonElement> content, string type) =>
        string.Concat(content.Where(block => block.GetProperty("type").GetString() == type).Select(block => block.GetProperty(type).GetString()));

    private static JsonObject Write(Conversation conversation, ThoughtSigner signer)
    {
        var messages = new JsonArray();
        foreach (Said said in conversation.History.Prepend(new Said("user", conversation.Question)))
        {
            messages.Add(Write(said, signer));
        }

        var request = new JsonObject { ["messages"] = messages, ["max_tokens"] = 100 };
        if (conversation.System is { } system)
        {
            request["system"] = system;
        }

        if (conversation.Tools.Length > 0)
        {
            request["tools"] = new JsonArray([.. conversation.Tools.Select(tool => new JsonObject
            {
                ["name"] = tool,
                ["description"] = Conversation.DescriptionOf(tool),
                ["input_schema"] = JsonNode.Parse(Conversation.ToolSchema),
            })]);
            request["tool_choice"] = conversation.Choice switch
            {
                "auto" or "none" => new JsonObject { ["type"] = conversation.Choice, ["disable_parallel_tool_use"] = !conversation.IsParallel },
                "required" => new JsonObject { ["type"] = "any" },
                string tool => new JsonObject { ["type"] = "tool", ["name"] = tool },
            };
        }

        if (!conversation.Thinks)
        {
            request["thinking"] = new JsonObject { ["type"] = "disabled" };
        }

        if (conversation.Schema is { } schema)
        {
            request["output_config"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "json_schema", ["schema"] = JsonNode.Parse(schema) } };
        }

        return request;
    }

    private static JsonObject Write(Said said, ThoughtSigner signer)
    {
        var content = new JsonArray();
        if (said.Role == "tool")
        {
            content.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = said.Answers.Id, ["content"] = said.Text });
            return new JsonObject { ["role"] = "user", ["content"] = content };
        }

        if (said.Thought is { } thought)
        {
            content.Add(new JsonObject { ["type"] = "thinking", ["thinking"] = thought, ["signature"] = signer.Sign(thought) });
        }

        if (said.Text.Length > 0)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = said.Text });
        }

        foreach ((string id, string tool, string arguments) in said.Calls)
        {
            content.Add(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = tool, ["input"] = JsonNode.Parse(arguments) });
        }

        return new JsonObject { ["role"] = said.Role, ["content"] = content };
    }
}
