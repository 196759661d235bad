using System.Text.Json;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.Server.Tests.Responses;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Server.Tests.Anthropic;

public sealed class MessagesTests(SharedServer shared)
{
    private const string Tool = """{"name":"lookup","description":"Looks up.","input_schema":{"type":"object","properties":{"key":{"type":"string"}},"required":["key"],"additionalProperties":false},"cache_control":{"type":"ephemeral"}}""";

    private static readonly string[] s_calls =
    [
        "<think>", "look", "</think>", "so:", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1"}""", "<|tool_call_end|>",
        "<|tool_call_begin|>", "functions.lookup:1", "<|tool_call_argument_begin|>", """{"key":"b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages?beta=true")]
    [InlineData("/anthropic/v1/messages")]
    public async Task A_message_has_the_thought_the_text_and_the_usage(string path)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-whole", "<think>", "why", "</think>", "be", "cause");
        (int status, JsonElement message) = await server.AskAsync(path, Request("m-whole"));
        Assert.Equal(200, status);
        Assert.Equal(["why"], message.Blocks("thinking", "thinking"));
        Assert.Equal(["because"], message.Blocks("text", "text"));
        Assert.Equal(("message", "assistant", "kimi-k2-thinking", "end_turn"), (message.GetProperty("type").GetString(), message.GetProperty("role").GetString(), message.GetProperty("model").GetString(), message.StopReason()));
        JsonElement usage = message.GetProperty("usage");
        Assert.Equal(server.Scripts.Encode("<think>", "why", "</think>", "be", "cause").Length, usage.GetProperty("output_tokens").GetInt32());
        Assert.Equal(server.LastPrompt("m-whole").Length, usage.GetProperty("input_tokens").GetInt32() + usage.GetProperty("cache_read_input_tokens").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","tool_choice":{"type":"any"}""")]
    [InlineData(""","tool_choice":{"type":"auto","disable_parallel_tool_use":true}""")]
    public async Task A_stream_obeys_the_grammar_and_adds_up_to_the_whole_message(string fields)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-both", s_calls);
        string body = Request("m-both", $"{fields},\"tools\":[{Tool}]");
        JsonElement whole = await server.MessageAsync(body);
        JsonElement streamed = MessageGrammar.Check(await server.StreamMessageAsync(body));
        Assert.Equal(whole.GetProperty("content").GetRawText(), streamed.GetProperty("content").GetRawText());
        Assert.Equal("tool_use", whole.StopReason());
        Assert.Equal("tool_use", streamed.StopReason());
        string[] inputs = fields.Contains("parallel", StringComparison.Ordinal) ? ["""{"key":"a1"}"""] : ["""{"key":"a1"}""", """{"key":"b2"}"""];
        Assert.Equal(inputs, whole.Blocks("tool_use", "input"));
        Assert.Equal("functions.lookup:0", whole.Blocks("tool_use", "id")[0]);
    }

    [Fact]
    public async Task A_tool_loop_goes_on_with_signed_thoughts_and_finds_its_prompt_in_the_cache()
    {
        MiniServer server = shared.Get();
        server.Scripts.AddTurns("m-loop", 3, turn => turn == 2
            ? ["<think>", "done", "</think>", "It is 42."]
            : ["<think>", $"thought {turn}", "</think>", "<|tool_calls_section_begin|>", "<|tool_call_begin|>", $"functions.lookup:{turn}", "<|tool_call_argument_begin|>", """{"key":"a1"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>"]);
        string turns = """{"role":"user","content":"m-loop"}""";
        string system = new('s', 600);
        int cached = 0;
        for (int turn = 0; turn < 3; turn++)
        {
            // The agent's first block changes with every request; it must not reach the prompt.
            JsonElement message = await server.MessageAsync(
                $$"""
                {"max_tokens":100,"messages":[{{turns}}],"tools":[{{Tool}}],
                 "system":[{"type":"text","text":"x-anthropic-billing-header: cc={{turn}}"},{"type":"text","text":"{{system}}","cache_control":{"type":"ephemeral"} }]}
                """);
            cached = message.GetProperty("usage").GetProperty("cache_read_input_tokens").GetInt32();
            if (turn == 2)
            {
                Assert.Equal(["It is 42."], message.Blocks("text", "text"));
                Assert.Equal("end_turn", message.StopReason());
                break;
            }

            string id = Assert.Single(message.Blocks("tool_use", "id"));
            turns += $$$""",{"role":"assistant","content":{{{message.GetProperty("content").GetRawText()}}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":[{"type":"text","text":"4{{{turn}}}"}]}]}""";
        }

        Assert.True(cached >= 512, $"{cached} tokens were in the cache");
        ChatCall last = server.LastCall("m-loop");
        Assert.Equal(system, last.Messages[0].Text);
        Assert.Equal(["thought 0", "thought 1"], last.Messages.Where(message => message.ToolCalls.Count > 0).Select(message => message.ReasoningContent));
        Assert.Equal(["40", "41"], last.Messages.Where(message => message.Role is ChatRole.Tool).Select(message => message.Text));
    }

    [Fact]
    public async Task Turns_of_one_role_are_one_turn_and_results_come_before_the_text()
    {
        MiniServer server = shared.Get();
        await server.MessageAsync(
            """
            {"max_tokens":1,"messages":[
              {"role":"user","content":"m-merge"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
              {"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"text","text":"one"}]},
              {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"lookup","input":{"key": "k\u00e9" , "n": 1.50}}]},
              {"role":"user","content":[{"type":"text","text":"and now?"},{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":"broken"}]}]}
            """);
        ChatCall call = server.Scripts.Calls.Last(item => item.Messages[0].Text.StartsWith("m-merge", StringComparison.Ordinal));
        Assert.Equal(["user", "assistant", "tool", "user"], call.Messages.Select(message => message.Role));
        Assert.Equal("m-merge\n\nab", call.Messages[0].Text);
        Assert.Equal("one", call.Messages[1].Text);
        Assert.Equal("""{"key":"ké","n":1.50}""", call.Messages[1].ToolCalls[0].Arguments);
        Assert.Equal(("toolu_1", "broken"), (call.Messages[2].ToolCallId, call.Messages[2].Text));
        Assert.Equal("and now?", call.Messages[3].Text);
    }

    [Fact]
    public async Task The_last_assistant_turn_is_gone_on_from()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-prefill", "lin.");
        JsonElement message = await server.MessageAsync("""{"max_tokens":20,"messages":[{"role":"user","content":"m-prefill"},{"role":"assistant","content":"Ber"}]}""");
        Assert.Equal(["lin."], message.Blocks("text", "text"));
        Assert.Equal(ThinkingMode.Partial, server.LastCall("m-prefill").Thinking);
    }

    [Fact]
    public async Task A_stop_sequence_is_named()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-stop", "<think>", "</think>", "one two three");
        string body = Request("m-stop", ""","stop_sequences":["zzz"," two"]""");
        JsonElement message = await server.MessageAsync(body);
        Assert.Equal(("stop_sequence", " two"), (message.StopReason(), message.GetProperty("stop_sequence").GetString()));
        Assert.Equal(["one"], message.Blocks("text", "text"));
        JsonElement streamed = MessageGrammar.Check(await server.StreamMessageAsync(body));
        Assert.Equal(" two", streamed.GetProperty("stop_sequence").GetString());
    }

    [Theory]
    [InlineData("thinking", "<think>", "a b c d e f g h i j k l m n o p")]
    [InlineData("text", "<think>", "</think>", "a b c d e f g h i j k l m n o p")]
    [InlineData("tool_use", "<think>", "</think>", "<|tool_calls_section_begin|>", "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", "{\"key\":\"a b c d e f g h i j k l m n\"}")]
    public async Task A_cut_answer_says_so_in_every_state(string lastBlock, params string[] pieces)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-cut" + lastBlock, pieces);
        int tokens = server.Scripts.Encode(pieces).Length - 4;
        string body = $$"""{"max_tokens":{{tokens}},"messages":[{"role":"user","content":"m-cut{{lastBlock}}"}],"tools":[{{Tool}}]}""";
        JsonElement streamed = MessageGrammar.Check(await server.StreamMessageAsync(body));
        JsonElement whole = await server.MessageAsync(body);
        Assert.Equal(("max_tokens", "max_tokens"), (whole.StopReason(), streamed.StopReason()));
        Assert.Equal(lastBlock, whole.GetProperty("content").EnumerateArray().Last().GetProperty("type").GetString());
        Assert.Equal(whole.GetProperty("content").GetRawText(), streamed.GetProperty("content").GetRawText());
        if (lastBlock == "tool_use")
        {
            Assert.StartsWith("{\"key\":\"a b", whole.GetProperty("content")[0].GetProperty("input").GetProperty("_partial_json").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Thinking_is_off_or_limited_where_it_is_asked_for()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-off", "plain");
        JsonElement off = await server.MessageAsync(Request("m-off", ""","thinking":{"type":"disabled"}"""));
        Assert.Equal("text", Assert.Single(off.GetProperty("content").EnumerateArray().ToArray()).GetProperty("type").GetString());
        Assert.Equal(ThinkingMode.Off, server.LastCall("m-off").Thinking);

        server.Scripts.Add("m-budget", "<think>", "a b c d e f g h i j k l m n o p q r s t", "</think>", "answer");
        JsonElement limited = await server.MessageAsync(Request("m-budget", ""","thinking":{"type":"enabled","budget_tokens":4}"""));
        string thought = Assert.Single(limited.Blocks("thinking", "thinking"));
        Assert.StartsWith("a b", thought, StringComparison.Ordinal);
        Assert.DoesNotContain("t", thought, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""","output_config":{"effort":"max","format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}}}""")]
    [InlineData(""","output_format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}}""")]
    public async Task A_schema_is_enforced(string field)
    {
        JsonElement message = await shared.Get().MessageAsync(Request("anything", field + ""","thinking":{"type":"disabled"},"temperature":0"""));
        string text = Assert.Single(message.Blocks("text", "text"));
        if (message.StopReason() == "end_turn")
        {
            Assert.Equal(JsonValueKind.Number, JsonElement.Parse(text).GetProperty("a").ValueKind);
        }
        else
        {
            Assert.StartsWith("{", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_agents_send_beside_is_accepted()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("m-extra", "<think>", "</think>", "fine");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true")
        {
            Content = new StringContent(
                Request(
                    "m-extra",
                    ""","metadata":{"user_id":"u"},"service_tier":"auto","context_management":{"edits":[]},"thinking":{"type":"adaptive","display":"summarized"},"mcp_servers":[],"container":null"""),
                System.Text.Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Add("x-api-key", "sk-any");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "interleaved-thinking-2025-05-14,something-new-2027-01-01");
        using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("request-id")));
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/anthropic/v1/messages/count_tokens?beta=true")]
    public async Task Tokens_are_counted_as_they_are_billed(string path)
    {
        MiniServer server = shared.Get();
        string body = $$"""{"messages":[{"role":"user","content":"m-count"}],"system":"be brief","tools":[{{Tool}}]}""";
        (int status, JsonElement counted) = await server.AskAsync(path, body);
        Assert.Equal(200, status);
        JsonElement usage = (await server.MessageAsync(string.Concat(body.AsSpan(0, body.Length - 1), ",\"max_tokens\":1}"))).GetProperty("usage");
        Assert.Equal(usage.GetProperty("input_tokens").GetInt32() + usage.GetProperty("cache_read_input_tokens").GetInt32(), counted.GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task Documents_of_text_are_read_and_images_leave_their_place()
    {
        MiniServer server = shared.Get();
        await server.MessageAsync(
            """
            {"max_tokens":1,"messages":[{"role":"user","content":[
              {"type":"document","title":"notes","source":{"type":"text","media_type":"text/plain","data":"m-doc"}},
              {"type":"search_result","title":"t","source":"s","content":[{"type":"text","text":"found"}]},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}
            """);
        ChatMessage message = Assert.Single(server.Scripts.Calls.Last(call => call.Messages[0].Text.Contains("m-doc", StringComparison.Ordinal)).Messages);
        Assert.Equal("notes\nm-doct\ns\nfound", message.Text);
        Assert.True(message.Content[^1].IsImage);
    }

    private static string Request(string question, string fields = "") =>
        $$"""{"model":"kimi-k2-thinking","max_tokens":64,"messages":[{"role":"user","content":"{{question}}"}]{{fields}}}""";
}
