using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Responses;

public sealed class ResponsesTests(SharedServer shared)
{
    private const string Tool = """{"type":"function","name":"lookup","description":"Looks up.","parameters":{"type":"object","properties":{"key":{"type":"string"}},"required":["key"],"additionalProperties":false},"strict":true}""";

    private static readonly string[] s_calls =
    [
        "<think>", "look", "</think>", "so:", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", """{"key":"a1"}""", "<|tool_call_end|>",
        "<|tool_call_begin|>", "functions.lookup:1", "<|tool_call_argument_begin|>", """{"key":"b2"}""", "<|tool_call_end|>", "<|tool_calls_section_end|>",
    ];

    [Fact]
    public async Task A_whole_response_has_the_thought_the_text_and_the_usage()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-whole", "<think>", "why", "</think>", "be", "cause");
        JsonElement response = await server.RespondAsync("""{"model":"kimi-k2-thinking","input":"r-whole","metadata":{"a":"b"},"max_output_tokens":64,"top_p":0.9}""");
        Assert.Equal(["reasoning", "message"], response.Types());
        Assert.Equal("because", response.Text());
        JsonElement thought = response.GetProperty("output")[0];
        Assert.Equal("why", thought.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(0, thought.GetProperty("summary").GetArrayLength());
        Assert.Equal(("response", "completed", "kimi-k2-thinking"), (response.GetProperty("object").GetString(), response.GetProperty("status").GetString(), response.GetProperty("model").GetString()));
        Assert.Equal("""{"a":"b"}""", response.GetProperty("metadata").GetRawText());
        Assert.Equal(64, response.GetProperty("max_output_tokens").GetInt32());
        Assert.Equal(JsonValueKind.Null, response.GetProperty("error").ValueKind);
        Assert.Equal(JsonValueKind.Null, response.GetProperty("previous_response_id").ValueKind);
        JsonElement usage = response.GetProperty("usage");
        Assert.Equal(server.Scripts.Encode("<think>", "why", "</think>", "be", "cause").Length, usage.GetProperty("output_tokens").GetInt32());
        Assert.InRange(usage.GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32(), 1, usage.GetProperty("output_tokens").GetInt32() - 1);
        Assert.Equal(server.LastPrompt("r-whole").Length, usage.GetProperty("input_tokens").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","reasoning":{"summary":"auto"}""")]
    [InlineData(""","include":["reasoning.encrypted_content"],"store":false""")]
    [InlineData(""","parallel_tool_calls":false""")]
    public async Task A_stream_obeys_the_grammar_and_adds_up_to_the_whole_response(string fields)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-both", s_calls);
        string body = $$"""{"input":"r-both","tools":[{{Tool}}]{{fields}}}""";
        JsonElement whole = await server.RespondAsync(body);
        JsonElement streamed = ResponseGrammar.Check(await server.StreamResponseAsync(string.Concat(body.AsSpan(0, body.Length - 1), ",\"stream\":true}")));
        Assert.Equal(WithoutIds(whole), WithoutIds(streamed));
        int calls = fields.Contains("parallel", StringComparison.Ordinal) ? 1 : 2;
        Assert.Equal(["reasoning", "message", .. Enumerable.Repeat("function_call", calls)], whole.Types());
        JsonElement call = whole.GetProperty("output")[2];
        Assert.Equal(("functions.lookup:0", "lookup", """{"key":"a1"}"""), (call.GetProperty("call_id").GetString(), call.GetProperty("name").GetString(), call.GetProperty("arguments").GetString()));
    }

    [Fact]
    public async Task A_summary_holds_the_thought_where_it_is_asked_for()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-summary", "<think>", "why", "</think>", "x");
        List<JsonElement> events = await server.StreamResponseAsync("""{"input":"r-summary","reasoning":{"summary":"detailed","effort":"high"},"stream":true}""");
        JsonElement thought = ResponseGrammar.Check(events).GetProperty("output")[0];
        Assert.Equal("why", thought.GetProperty("summary")[0].GetProperty("text").GetString());
        Assert.False(thought.TryGetProperty("content", out _));
        Assert.Contains(events, item => item.GetProperty("type").GetString() == "response.reasoning_summary_text.delta");
        (int status, JsonElement error) = await server.AskAsync(ResponsesHost.Path, """{"input":"a","reasoning":{"summary":"long"}}""");
        Assert.Equal((400, "reasoning.summary"), (status, error.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Effort_none_does_not_think()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-none", "plain");
        JsonElement response = await server.RespondAsync("""{"input":"r-none","reasoning":{"effort":"none"}}""");
        Assert.Equal(["message"], response.Types());
        Assert.Equal("plain", response.Text());
    }

    [Theory]
    [InlineData("reasoning", "<think>", "a b c d e f g h i j k l m n o p")]
    [InlineData("message", "<think>", "</think>", "a b c d e f g h i j k l m n o p")]
    [InlineData("function_call", "<think>", "</think>", "<|tool_calls_section_begin|>", "<|tool_call_begin|>", "functions.lookup:0", "<|tool_call_argument_begin|>", "{\"key\":\"a b c d e f g h i j k l m n\"}")]
    public async Task A_cut_answer_is_incomplete_in_every_state(string lastItem, params string[] pieces)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-cut" + lastItem, pieces);
        int tokens = server.Scripts.Encode(pieces).Length - 4;
        string body = $$"""{"input":"r-cut{{lastItem}}","tools":[{{Tool}}],"max_output_tokens":{{tokens}},"stream":true}""";
        List<JsonElement> events = await server.StreamResponseAsync(body);
        JsonElement response = ResponseGrammar.Check(events);
        Assert.Equal("incomplete", response.GetProperty("status").GetString());
        Assert.Equal("max_output_tokens", response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        JsonElement last = response.GetProperty("output").EnumerateArray().Last();
        Assert.Equal((lastItem, "incomplete"), (last.GetProperty("type").GetString(), last.GetProperty("status").GetString()));
        Assert.Equal(tokens, response.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Log_probabilities_come_with_the_text()
    {
        MiniServer server = shared.Get();

        // Not a script: what is forced was not drawn and has no probability.
        List<JsonElement> events = await server.StreamResponseAsync(
            """{"input":"anything","reasoning":{"effort":"none"},"temperature":0,"max_output_tokens":12,"top_logprobs":2,"include":["message.output_text.logprobs"],"stream":true}""");
        JsonElement part = ResponseGrammar.Check(events).GetProperty("output")[0].GetProperty("content")[0];
        JsonElement[] scores = [.. part.GetProperty("logprobs").EnumerateArray()];
        Assert.NotEmpty(scores);
        byte[] bytes = [.. scores.SelectMany(score => score.GetProperty("bytes").EnumerateArray().Select(value => value.GetByte()))];
        Assert.StartsWith(part.GetProperty("text").GetString()!.TrimEnd('\uFFFD'), System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.All(scores, score => Assert.Equal(2, score.GetProperty("top_logprobs").GetArrayLength()));
    }

    [Fact]
    public async Task A_schema_is_enforced()
    {
        MiniServer server = shared.Get();
        JsonElement response = await server.RespondAsync(
            """{"input":"r-anything","temperature":1,"seed":3,"thinking_budget":4,"max_output_tokens":200,"text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object","properties":{"n":{"enum":[7,8]}},"required":["n"],"additionalProperties":false}}}}""");
        Assert.Contains(JsonElement.Parse(response.Text()).GetProperty("n").GetInt32(), (int[])[7, 8]);
        Assert.Equal("json_schema", response.GetProperty("text").GetProperty("format").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_call_can_be_demanded()
    {
        MiniServer server = shared.Get();
        string body = $$"""{"input":"r-anything","seed":5,"thinking_budget":4,"max_output_tokens":300,"tools":[{{Tool}}],"tool_choice":{"type":"function","name":"lookup"},"parallel_tool_calls":false}""";
        JsonElement response = await server.RespondAsync(body);
        Assert.Equal("function_call", response.Types()[^1]);
        Assert.Equal("lookup", response.GetProperty("output").EnumerateArray().Last().GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":[7]}""", "input[0]")]
    [InlineData("""{"input":[{"role":"robot","content":"a"}]}""", "input[0].role")]
    [InlineData("""{"input":[{"role":"user"}]}""", "input[0].content")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]}""", "input[0].content[0].type")]
    [InlineData("""{"input":[{"type":"web_search_call"}]}""", "input[0].type")]
    [InlineData("""{"input":[{"type":"function_call","call_id":"c","name":"f"}]}""", "input[0].arguments")]
    [InlineData("""{"input":[{"type":"function_call_output","call_id":"c","output":"x"}]}""", "input[0].call_id")]
    [InlineData("""{"input":[{"type":"item_reference","id":"msg_none"}]}""", "input[0].id")]
    [InlineData("""{"input":"a","background":true}""", "background")]
    [InlineData("""{"input":"a","conversation":"conv_1"}""", "conversation")]
    [InlineData("""{"input":"a","prompt":{"id":"p"}}""", "prompt")]
    [InlineData("""{"input":"a","metadata":{"a":1}}""", "metadata")]
    [InlineData("""{"input":"a","temperature":3}""", "temperature")]
    [InlineData("""{"input":"a","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"input":"a","top_logprobs":21}""", "top_logprobs")]
    [InlineData("""{"input":"a","tools":[{"type":"web_search"}]}""", "tools[0].type")]
    [InlineData("""{"input":"a","tools":[{"type":"function","name":""}]}""", "tools[0].name")]
    [InlineData("""{"input":"a","tools":[{"type":"function","name":"f","parameters":{"type":"nonsense"}}]}""", "tools[0].parameters")]
    [InlineData("""{"input":"a","tool_choice":"required"}""", "tool_choice")]
    [InlineData("""{"input":"a","tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"g"}}""", "tool_choice.name")]
    [InlineData("""{"input":"a","text":{"format":{"type":"xml"}}}""", "text.format.type")]
    [InlineData("""{"input":"a","text":{"format":{"type":"json_schema","name":"n"}}}""", "text.format.schema")]
    [InlineData("""{"input":"a","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"nonsense"}}}}""", "text.format.schema")]
    [InlineData("""{"input":"a","previous_response_id":"resp_none"}""", "previous_response_id")]
    public async Task What_is_wrong_is_said_with_its_field(string json, string field)
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(ResponsesHost.Path, json);
        JsonElement error = body.GetProperty("error");
        Assert.Equal((400, "invalid_request_error"), (status, error.GetProperty("type").GetString()));
        Assert.StartsWith(field, error.GetProperty("param").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(field, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_that_is_too_long_is_an_error_of_the_input()
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(ResponsesHost.Path, $$"""{"input":"{{new string('x', 5000)}}","stream":true}""");
        Assert.Equal((400, "input", "context_length_exceeded"), (status, body.GetProperty("error").GetProperty("param").GetString(), body.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Tokens_are_counted_without_answering()
    {
        MiniServer server = shared.Get();
        (int status, JsonElement body) = await server.AskAsync("/v1/responses/input_tokens", $$"""{"input":"r-count","instructions":"be brief","tools":[{{Tool}}]}""");
        Assert.Equal((200, server.LastPrompt("r-count").Length), (status, body.GetProperty("input_tokens").GetInt32()));
    }

    [Fact]
    public async Task Unknown_fields_and_hints_are_accepted()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("r-hints", "<think>", "</think>", "ok");
        JsonElement response = await server.RespondAsync(
            """{"input":"r-hints","truncation":"auto","service_tier":"flex","prompt_cache_key":"k","safety_identifier":"s","user":"u","text":{"verbosity":"low"},"stream_options":{"include_obfuscation":false},"max_tool_calls":3,"new_field":{"a":[1]}}""");
        Assert.Equal("ok", response.Text());
        Assert.Equal("u", response.GetProperty("user").GetString());
    }

    [Fact]
    public async Task The_prompt_is_that_of_a_chat()
    {
        MiniServer server = shared.Get();
        server.Scripts.AddTurns("r-same", 2, turn => turn == 0 ? s_calls : ["<think>", "done", "</think>", "b"]);
        await server.RespondAsync($$"""
            {"instructions":"be brief","input":[{"role":"user","content":[{"type":"input_text","text":"r-"},{"type":"input_text","text":"same"}]},
             {"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"look"}]},
             {"type":"message","role":"assistant","content":"so:"},
             {"type":"function_call","call_id":"call_x","name":"lookup","arguments":"{\"key\": \"a1\"}"},
             {"type":"function_call","call_id":"call_y","name":"lookup","arguments":"{}"},
             {"type":"function_call_output","call_id":"call_y","output":"half \ud83e pair"},
             {"type":"function_call_output","call_id":"call_x","output":[{"type":"input_text","text":"1"}]}],"tools":[{{Tool}}]}
            """);
        int[] responses = server.LastPrompt("r-same");
        JsonNode parameters = JsonNode.Parse(Tool)!["parameters"]!.DeepClone();
        await server.AskAsync("/v1/chat/completions", $$"""
            {"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"r-same"},
             {"role":"assistant","reasoning_content":"look","content":"so:","tool_calls":[
               {"id":"call_x","type":"function","function":{"name":"lookup","arguments":"{\"key\": \"a1\"}"} },
               {"id":"call_y","type":"function","function":{"name":"lookup","arguments":"{}"} }]},
             {"role":"tool","name":"lookup","tool_call_id":"call_y","content":"half \ud83e pair"},{"role":"tool","name":"lookup","tool_call_id":"call_x","content":"1"}],
             "tools":[{"type":"function","function":{"name":"lookup","description":"Looks up.","parameters": {{parameters.ToJsonString()}} } }]}
            """);
        Assert.Equal(server.LastPrompt("r-same"), responses);
    }

    /// <summary>The output with the ids, which are drawn at random, left out.</summary>
    private static string WithoutIds(JsonElement response)
    {
        JsonArray output = JsonNode.Parse(response.GetProperty("output").GetRawText())!.AsArray();
        foreach (JsonNode? item in output)
        {
            item!.AsObject().Remove("id");
        }

        return output.ToJsonString() + response.GetProperty("status").GetRawText() + response.GetProperty("usage").GetProperty("output_tokens").GetRawText();
    }
}
