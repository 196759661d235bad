using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Responses;
using K2Sharp.TestData;

namespace K2Sharp.Server.Tests.Anthropic;

/// <summary>
/// Requests of the shape that a coding agent sends, written down by hand: a long system prompt in cached blocks behind a billing block, twenty tools, results
/// as blocks, thoughts between calls, beta headers; turn after turn with the whole history.
/// </summary>
public sealed class CodingAgentTests
{
    private const int Turns = 6;
    private const int CallsPerTurn = 2;
    private const string Reminder = "<system-reminder>The user's shell is bash. Today is a working day.</system-reminder>";
    private const string Question = "fix the bug in parser.cs";
    private static readonly string[] s_tools =
    [
        "Task", "Bash", "Glob", "Grep", "LS", "ExitPlanMode", "Read", "Edit", "MultiEdit", "Write", "NotebookRead", "NotebookEdit", "WebFetch", "TodoRead",
        "TodoWrite", "WebSearch", "BashOutput", "KillBash", "SlashCommand", "AskUserQuestion",
    ];

    [Fact]
    public async Task Every_turn_finds_nearly_all_of_its_prompt_in_the_cache()
    {
        string model = Path.Combine(SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(model, "config.json")), "models/k2-nano is absent");
        await using MiniServer server = await MiniServer.StartAsync(model);

        // Answers are told apart by the results before them.
        server.Scripts.AddTurns(Reminder + Question, Turns * CallsPerTurn, results => results == (Turns - 1) * CallsPerTurn
            ? ["<think>", "all tests pass", "</think>", "Fixed."]
            : [
                "<think>", $"step {results}: look at the file first", "</think>", "I will read it.", "<|tool_calls_section_begin|>",
                "<|tool_call_begin|>", $"functions.Read:{results}", "<|tool_call_argument_begin|>", $$"""{"file_path":"/src/parser{{results}}.cs","limit":40}""", "<|tool_call_end|>",
                "<|tool_call_begin|>", $"functions.Bash:{results + 1}", "<|tool_call_argument_begin|>", """{"command":"dotnet test"}""", "<|tool_call_end|>",
                "<|tool_calls_section_end|>",
            ]);
        var messages = new JsonArray(Turn(
            "user",
            Text(Reminder),
            Text(Question, isCached: true)));
        long cached = 0;
        long total = 0;
        for (int turn = 0; turn < Turns; turn++)
        {
            JsonElement message = MessageGrammar.Check(await AskAsync(server, messages, turn));
            JsonElement usage = message.GetProperty("usage");
            if (turn > 0)
            {
                cached += usage.GetProperty("cache_read_input_tokens").GetInt64();
                total += usage.GetProperty("cache_read_input_tokens").GetInt64() + usage.GetProperty("input_tokens").GetInt64();
            }

            if (turn == Turns - 1)
            {
                Assert.Equal("end_turn", message.StopReason());
                Assert.Equal(["Fixed."], message.Blocks("text", "text"));
                break;
            }

            Assert.Equal("tool_use", message.StopReason());
            messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = JsonNode.Parse(message.GetProperty("content").GetRawText()) });
            messages.Add(Turn("user", [.. message.Blocks("tool_use", "id").Select((id, i) => new JsonObject
            {
                ["type"] = "tool_result",
                ["tool_use_id"] = id,
                ["is_error"] = i == 1,
                ["content"] = i == 0 ? new JsonArray(Text($"     1\tint Parse{turn}() => 0;")) : "1 failed",
            })]));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{100.0 * cached / total:F1} % of the prompts after the first, {total} tokens, were in the cache");
        Assert.True(cached > 0.93 * total, $"{cached} of {total} tokens were in the cache");
    }

    private static async Task<List<JsonElement>> AskAsync(MiniServer server, JsonArray messages, int turn)
    {
        var body = new JsonObject
        {
            ["model"] = "kimi-k2-thinking",
            ["max_tokens"] = 4096,
            ["stream"] = true,
            ["metadata"] = new JsonObject { ["user_id"] = "user_0_account__session_1" },
            ["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2048 },
            ["context_management"] = new JsonObject { ["edits"] = new JsonArray(new JsonObject { ["type"] = "clear_thinking_20251015", ["keep"] = "all" }) },
            ["system"] = new JsonArray(
                Text($"x-anthropic-billing-header: cc_version=2.1.{turn}; cch={turn * 7919};"),
                Text("You are an agent that edits code on the command line.", isCached: true),
                Text(string.Concat(Enumerable.Range(0, 60).Select(i => $"Rule {i}: read a file before you change it, and run the tests behind it.\n")), isCached: true)),
            ["tools"] = new JsonArray([.. s_tools.Select(Tool)]),
            ["messages"] = messages.DeepClone(),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Bearer sk-any");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14");
        request.Headers.Add("x-claude-code-session-id", "0b1c");
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return EventReader.Parse(text);
    }

    private static JsonNode Tool(string name) => new JsonObject
    {
        ["name"] = name,
        ["description"] = $"The tool {name}.",
        ["input_schema"] = JsonNode.Parse(
            """
            {"type":"object","properties":{"file_path":{"type":"string"},"limit":{"type":"integer"},"command":{"type":"string"},"todos":{"type":"array","items":{"type":"object",
             "properties":{"content":{"type":"string","minLength":1},"status":{"type":"string","enum":["pending","in_progress","completed"]}},"required":["content","status"],"additionalProperties":false}}},
             "additionalProperties":false,"$schema":"http://json-schema.org/draft-07/schema#"}
            """),
    };

    private static JsonObject Turn(string role, params JsonObject[] content) => new() { ["role"] = role, ["content"] = new JsonArray([.. content]) };

    private static JsonObject Text(string text, bool isCached = false)
    {
        var block = new JsonObject { ["type"] = "text", ["text"] = text };
        if (isCached)
        {
            block["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        }

        return block;
    }
}
