using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

public sealed class ChatCompletionsTests(SharedServer shared)
{
    private const string Path = "/v1/chat/completions";
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""";
    private static readonly string[] s_thought = ["<think>", "let me see", "</think>", "It is 7.", " Yes."];

    private static readonly string[] s_calls =
    [
        "<think>", "two cities", "</think>", "<|tool_calls_section_begin|>",
        "<|tool_call_begin|>", "functions.get_weather:0", "<|tool_call_argument_begin|>", """{"city": "Bern"}""", "<|tool_call_end|>",
        "<|tool_call_begin|>", "functions.get_weather:1", "<|tool_call_argument_begin|>", """{"city":"Köln <|x"}""", "<|tool_call_end|>",
        "<|tool_calls_section_end|>",
    ];

    [Fact]
    public async Task Content_and_reasoning_come_apart()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("apart?", s_thought);
        (int status, JsonElement body) = await server.AskAsync(Path, """{"model":"kimi-k2-thinking","messages":[{"role":"user","content":"apart?"}]}""");
        Assert.Equal(200, status);
        JsonElement choice = body.GetProperty("choices")[0];
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("let me see", choice.GetProperty("message").GetProperty("reasoning_content").GetString());
        Assert.Equal("It is 7. Yes.", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal("kimi-k2-thinking", body.GetProperty("model").GetString());
        Assert.Equal("chat.completion", body.GetProperty("object").GetString());
        Assert.StartsWith("chatcmpl-", body.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("fp_", body.GetProperty("system_fingerprint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_counts_the_prompt_the_answer_and_the_thought()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("usage?", s_thought);
        (_, JsonElement body) = await server.AskAsync(Path, """{"messages":[{"role":"user","content":"usage?"}]}""");
        JsonElement usage = body.GetProperty("usage");
        int prompt = usage.GetProperty("prompt_tokens").GetInt32();
        (_, JsonElement estimate) = await server.AskAsync("/v1/tokenizers/estimate-token-count", """{"messages":[{"role":"user","content":"usage?"}]}""");
        Assert.Equal(estimate.GetProperty("data").GetProperty("total_tokens").GetInt32(), prompt);
        Assert.Equal(server.Scripts.Encode(s_thought).Length, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(prompt + usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());
        Assert.Equal(server.Scripts.Encode(s_thought[..3]).Length - 1, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task The_next_turn_finds_the_conversation_in_the_cache()
    {
        MiniServer server = shared.Get();
        string question = new('q', 300);
        server.Scripts.Add(question, s_thought);
        string body = $$"""{"messages":[{"role":"user","content":"{{question}}"}]}""";
        await server.AskAsync(Path, body);
        (_, JsonElement second) = await server.AskAsync(Path, body);
        JsonElement usage = second.GetProperty("usage");
        int cached = usage.GetProperty("cached_tokens").GetInt32();

        // All of it: the forced <think> behind the prompt is what has to be computed.
        Assert.InRange(cached, 64, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(cached, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
    }

    [Fact]
    public async Task Tool_calls_keep_their_arguments_byte_for_byte()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("weather?", s_calls);
        (_, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"weather?"}],"tools":{{Tools}}}""");
        JsonElement choice = body.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        JsonElement calls = choice.GetProperty("message").GetProperty("tool_calls");
        Assert.Equal(2, calls.GetArrayLength());
        Assert.Equal("functions.get_weather:0", calls[0].GetProperty("id").GetString());
        Assert.Equal("function", calls[0].GetProperty("type").GetString());
        Assert.Equal("""{"city": "Bern"}""", calls[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("get_weather", calls[1].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("""{"city":"Köln <|x"}""", calls[1].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Ids_count_on_from_the_calls_of_the_history_whatever_ids_it_uses()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("again", s_calls);
        (int status, JsonElement body) = await server.AskAsync(Path, $$$"""
            {"messages":[
              {"role":"user","content":"again"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_abc","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"call_abc","content":"sunny"}],
             "tools":{{{Tools}}}}
            """);
        Assert.Equal(200, status);
        JsonElement calls = body.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls");
        Assert.Equal(["functions.get_weather:1", "functions.get_weather:2"], calls.EnumerateArray().Select(call => call.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Without_parallel_calls_the_answer_ends_after_the_first()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("one", s_calls);
        (_, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"one"}],"tools":{{Tools}},"parallel_tool_calls":false}""");
        JsonElement choice = body.GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        JsonElement call = Assert.Single(choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray());
        Assert.Equal("""{"city": "Bern"}""", call.GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task A_stream_has_the_role_first_the_reason_and_usage_last()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("stream?", s_thought);
        List<JsonElement> chunks = await server.StreamAsync(Path, """{"messages":[{"role":"user","content":"stream?"}],"stream":true,"stream_options":{"include_usage":true}}""");
        JsonElement first = chunks[0].GetProperty("choices")[0];
        Assert.Equal("assistant", first.GetProperty("delta").GetProperty("role").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("finish_reason").ValueKind);
        Assert.Single(chunks.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.All(chunks, chunk => Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString()));

        JsonElement last = chunks[^2].GetProperty("choices")[0];
        Assert.Equal("stop", last.GetProperty("finish_reason").GetString());
        JsonElement own = last.GetProperty("usage");
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        JsonElement total = chunks[^1].GetProperty("usage");
        foreach (JsonElement usage in (JsonElement[])[own, total])
        {
            Assert.Equal(server.Scripts.Encode(s_thought).Length, usage.GetProperty("completion_tokens").GetInt32());
            Assert.True(usage.TryGetProperty("cached_tokens", out _));
            Assert.True(usage.GetProperty("prompt_tokens_details").TryGetProperty("cached_tokens", out _));
        }
    }

    [Fact]
    public async Task Reasoning_comes_before_the_content()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("order?", s_thought);
        List<JsonElement> chunks = await server.StreamAsync(Path, """{"messages":[{"role":"user","content":"order?"}],"stream":true}""");
        List<JsonElement> deltas = [.. chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta"))];
        int lastReasoning = deltas.FindLastIndex(delta => delta.TryGetProperty("reasoning_content", out _));
        int firstContent = deltas.FindIndex(delta => delta.TryGetProperty("content", out JsonElement content) && content.GetString()!.Length > 0);
        Assert.InRange(lastReasoning, 1, firstContent - 1);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 3)]
    public async Task A_whole_answer_is_the_sum_of_the_stream(bool hasTools, int choices)
    {
        MiniServer server = shared.Get();
        string question = $"sum {hasTools} {choices}";
        server.Scripts.Add(question, hasTools ? s_calls : s_thought);
        string tail = $$"""{{(hasTools ? $",\"tools\":{Tools}" : string.Empty)}},"n":{{choices}}}""";
        string body = $$"""{"messages":[{"role":"user","content":"{{question}}"}]{{tail}}""";
        (_, JsonElement whole) = await server.AskAsync(Path, body);
        List<JsonElement> chunks = await server.StreamAsync(Path, $"{body[..^1]},\"stream\":true}}");
        for (int i = 0; i < choices; i++)
        {
            JsonElement message = whole.GetProperty("choices")[i].GetProperty("message");
            List<JsonElement> deltas = [.. chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
                .Where(choice => choice.GetProperty("index").GetInt32() == i).Select(choice => choice.GetProperty("delta"))];
            Assert.Equal(message.GetProperty("reasoning_content").GetString(), Join(deltas, "reasoning_content"));
            Assert.Equal(message.GetProperty("content").GetString() ?? string.Empty, Join(deltas, "content"));
            Assert.Equal(
                message.TryGetProperty("tool_calls", out JsonElement calls) ? calls.EnumerateArray().Select(call => call.GetProperty("function").GetProperty("arguments").GetString()) : [],
                Arguments(deltas));
        }
    }

    [Fact]
    public async Task The_first_piece_of_a_call_names_it_and_the_others_do_not()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("pieces?", s_calls);
        List<JsonElement> chunks = await server.StreamAsync(Path, $$"""{"messages":[{"role":"user","content":"pieces?"}],"tools":{{Tools}},"stream":true}""");
        List<JsonElement> calls = [.. chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta"))
            .Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0])];
        foreach (IGrouping<int, JsonElement> call in calls.GroupBy(call => call.GetProperty("index").GetInt32()))
        {
            JsonElement start = call.First();
            Assert.Equal($"functions.get_weather:{call.Key}", start.GetProperty("id").GetString());
            Assert.Equal(string.Empty, start.GetProperty("function").GetProperty("arguments").GetString());
            Assert.True(call.Count() > 2, "the arguments come in pieces, as they are generated");
            Assert.All(call.Skip(1), piece => Assert.False(piece.TryGetProperty("id", out _) || piece.GetProperty("function").TryGetProperty("name", out _)));
        }
    }

    [Fact]
    public async Task Stop_strings_cut_the_content()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("stop?", "<think>", "7. Yes", "</think>", "It is 7. Yes. No.");
        (_, JsonElement body) = await server.AskAsync(Path, """{"messages":[{"role":"user","content":"stop?"}],"stop":[". No","7. Y"]}""");
        JsonElement choice = body.GetProperty("choices")[0];
        Assert.Equal("It is ", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("7. Yes", choice.GetProperty("message").GetProperty("reasoning_content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task The_limit_of_tokens_counts_the_thought()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("short?", s_thought);
        foreach (string field in (string[])["max_tokens", "max_completion_tokens"])
        {
            (_, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"short?"}],"{{field}}":3}""");
            Assert.Equal("length", body.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
            Assert.Equal(3, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        }
    }

    [Fact]
    public async Task Thinking_is_closed_at_its_budget_and_the_answer_still_comes()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("budget?", s_thought);
        foreach (string field in (string[])["\"thinking_budget\":2", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2}"])
        {
            (int status, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"budget?"}],"max_tokens":40,{{field}}}""");
            Assert.Equal(200, status);

            // The tags count as well.
            Assert.Equal(4, body.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
            Assert.NotEqual(string.Empty, body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        }
    }

    [Theory]
    [InlineData("\"thinking\":{\"type\":\"disabled\"}")]
    [InlineData("\"chat_template_kwargs\":{\"thinking\":false}")]
    [InlineData("\"reasoning_effort\":\"none\"")]
    public async Task Thinking_can_be_switched_off(string field)
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("off?", "It is 7.");
        (_, JsonElement body) = await server.AskAsync(Path, $$"""{"messages":[{"role":"user","content":"off?"}],{{field}}}""");
        JsonElement message = body.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal("It is 7.", message.GetProperty("content").GetString());
        Assert.False(message.TryGetProperty("reasoning_content", out _));
        Assert.Equal(0, body.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task Without_a_switch_the_first_token_opens_a_thought()
    {
        (_, JsonElement body) = await shared.Get().AskAsync(Path, """{"messages":[{"role":"user","content":"anything"}],"max_tokens":1}""");
        Assert.Equal(1, body.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task Partial_mode_goes_on_with_the_last_message()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("count", " 3, 4");
        (int status, JsonElement body) = await server.AskAsync(Path, """{"messages":[{"role":"user","content":"count"},{"role":"assistant","content":"1, 2,","partial":true}]}""");
        Assert.Equal(200, status);
        Assert.Equal(" 3, 4", body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Log_probabilities_are_those_of_the_content_s_tokens()
    {
        MiniServer server = shared.Get();
        (int status, JsonElement body) = await server.AskAsync(
            Path, """{"messages":[{"role":"user","content":"anything"}],"max_tokens":12,"temperature":0,"logprobs":true,"top_logprobs":3,"chat_template_kwargs":{"thinking":false}}""");
        Assert.Equal(200, status);
        JsonElement choice = body.GetProperty("choices")[0];
        JsonElement[] content = [.. choice.GetProperty("logprobs").GetProperty("content").EnumerateArray()];
        Assert.NotEmpty(content);
        foreach (JsonElement token in content)
        {
            JsonElement top = token.GetProperty("top_logprobs");
            Assert.Equal(3, top.GetArrayLength());
            Assert.InRange(token.GetProperty("logprob").GetSingle(), float.MinValue, 0);

            // At temperature 0 the likeliest token is the one that is said.
            Assert.Equal(token.GetProperty("logprob").GetSingle(), top[0].GetProperty("logprob").GetSingle());
            Assert.NotEmpty(token.GetProperty("bytes").EnumerateArray());
        }

        byte[] bytes = [.. content.SelectMany(token => token.GetProperty("bytes").EnumerateArray().Select(value => value.GetByte()))];
        string text = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.StartsWith(text.TrimEnd('\uFFFD'), System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_gives_the_same_answers_and_each_choice_its_own()
    {
        MiniServer server = shared.Get();
        const string Body = """{"messages":[{"role":"user","content":"anything"}],"max_tokens":24,"seed":42,"n":3,"chat_template_kwargs":{"thinking":false}}""";
        string[] first = Contents((await server.AskAsync(Path, Body)).Body);
        string[] second = Contents((await server.AskAsync(Path, Body)).Body);
        Assert.Equal(3, first.Length);
        Assert.Equal(first, second);
        Assert.Equal(3, first.Distinct(StringComparer.Ordinal).Count());

        // The first of several is what a single one would be.
        Assert.Equal(first[0], Contents((await server.AskAsync(Path, Body.Replace("\"n\":3,", string.Empty, StringComparison.Ordinal))).Body)[0]);
    }

    [Fact]
    public async Task The_prompt_of_several_answers_counts_once()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("once?", s_thought);
        (_, JsonElement one) = await server.AskAsync(Path, """{"messages":[{"role":"user","content":"once?"}]}""");
        (_, JsonElement three) = await server.AskAsync(Path, """{"messages":[{"role":"user","content":"once?"}],"n":3}""");
        Assert.Equal(Count(one, "prompt_tokens"), Count(three, "prompt_tokens"));
        Assert.Equal(3 * Count(one, "completion_tokens"), Count(three, "completion_tokens"));
        Assert.Equal([0, 1, 2], three.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task A_logit_bias_can_force_a_token()
    {
        MiniServer server = shared.Get();
        int token = server.Engine.Tokenizer.Encode("A")[0];
        (_, JsonElement body) = await server.AskAsync(
            Path, $$$"""{"messages":[{"role":"user","content":"anything"}],"max_tokens":5,"logit_bias":{"{{{token}}}":100},"chat_template_kwargs":{"thinking":false}}""");
        Assert.Equal("AAAAA", Contents(body)[0]);
    }

    [Fact]
    public async Task Tool_choice_none_makes_calls_impossible()
    {
        MiniServer server = shared.Get();
        int section = Special(server, "<|tool_calls_section_begin|>");
        string body = $$$"""
            {"messages":[{"role":"user","content":"anything"}],"tools":{{{Tools}}},"max_tokens":8,"temperature":0,
             "logit_bias":{"{{{section}}}":100},"chat_template_kwargs":{"thinking":false}}
            """;
        (_, JsonElement auto) = await server.AskAsync(Path, body);
        (_, JsonElement none) = await server.AskAsync(Path, body.Replace("\"max_tokens\"", "\"tool_choice\":\"none\",\"max_tokens\"", StringComparison.Ordinal));
        Assert.Equal(string.Empty, Contents(auto)[0]);
        Assert.NotEqual(string.Empty, Contents(none)[0]);
        Assert.Equal(Count(auto, "prompt_tokens"), Count(none, "prompt_tokens"));
    }

    [Fact]
    public async Task Every_name_of_the_model_is_taken_and_given_back()
    {
        MiniServer server = shared.Get();
        server.Scripts.Add("name?", s_thought);
        foreach (string name in (string[])["kimi-k2-thinking", "kimi-k2-thinking-turbo", "k2-mini"])
        {
            (int status, JsonElement body) = await server.AskAsync(Path, $$"""{"model":"{{name}}","messages":[{"role":"user","content":"name?"}]}""");
            Assert.Equal(200, status);
            Assert.Equal(name, body.GetProperty("model").GetString());
        }
    }

    private static int Special(MiniServer server, string name)
    {
        Assert.True(server.Engine.Tokenizer.TryGetSpecialId(name, out int id));
        return id;
    }

    private static int Count(JsonElement body, string name) => body.GetProperty("usage").GetProperty(name).GetInt32();

    private static string[] Contents(JsonElement body) =>
        [.. body.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("message").GetProperty("content").GetString() ?? string.Empty)];

    private static string Join(IEnumerable<JsonElement> deltas, string name) =>
        string.Concat(deltas.Select(delta => delta.TryGetProperty(name, out JsonElement text) ? text.GetString() : string.Empty));

    private static IEnumerable<string> Arguments(IEnumerable<JsonElement> deltas) => deltas
        .Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0])
        .GroupBy(call => call.GetProperty("index").GetInt32())
        .Select(call => string.Concat(call.Select(piece => piece.GetProperty("function").GetProperty("arguments").GetString())));
}
