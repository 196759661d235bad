using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.OpenAI.Chat;

public sealed class ChatErrorTests(SharedServer shared)
{
    private const string Hello = """[{"role":"user","content":"hi"}]""";

    public static TheoryData<string, string, string> WrongValues => new()
    {
        { "{}", "messages", "missing" },
        { """{"messages":[]}""", "messages", "at least one message" },
        { """{"messages":"hi"}""", "messages", "an array" },
        { """{"messages":[7]}""", "messages[0]", "an object" },
        { """{"messages":[{"content":"hi"}]}""", "messages[0].role", "missing" },
        { """{"messages":[{"role":"","content":"hi"}]}""", "messages[0].role", "empty" },
        { """{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"user","content":7}]}""", "messages[2].content", "found a number" },
        { """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""", "messages[0].content[0]", "not supported" },
        { """{"messages":[{"role":"user","content":"a"},{"role":"tool","content":"b"}]}""", "messages[1].tool_call_id", "missing" },
        { """{"messages":[{"role":"user","content":"a"},{"role":"tool","tool_call_id":"x","content":"b"}]}""", "messages[1].tool_call_id", "tool_call_id not found" },
        { """{"messages":[{"role":"user","content":"a","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}]}""", "messages[0].tool_calls", "only an assistant" },
        { """{"messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"arguments":"{}"}}]}]}""", "messages[0].tool_calls[0].function.name", "missing" },
        { """{"messages":[{"role":"user","content":"a","partial":true}]}""", "messages[0].partial", "assistant" },
        { """{"messages":[{"role":"assistant","content":"a","partial":true},{"role":"user","content":"b"}]}""", "messages[0].partial", "last message" },
        { """{"messages":[{"role":"assistant","content":"a","partial":"yes"}]}""", "messages[0].partial", "true or false" },
        { With("\"temperature\":2.5"), "temperature", "0 to 2" },
        { With("\"temperature\":-0.1"), "temperature", "0 to 2" },
        { With("\"temperature\":1e999"), "temperature", "0 to 2" },
        { With("\"top_p\":0"), "top_p", "more than 0" },
        { With("\"top_p\":1.1"), "top_p", "at most 1" },
        { With("\"top_k\":-2"), "top_k", "at least 0" },
        { With("\"min_p\":2"), "min_p", "0 to 1" },
        { With("\"presence_penalty\":3"), "presence_penalty", "-2 to 2" },
        { With("\"frequency_penalty\":-3"), "frequency_penalty", "-2 to 2" },
        { With("\"repetition_penalty\":0"), "repetition_penalty", "0.01 to 100" },
        { With("\"logit_bias\":{\"5\":101}"), "logit_bias.5", "-100 to 100" },
        { With("\"logit_bias\":{\"abc\":1}"), "logit_bias", "token ids" },
        { With("\"logit_bias\":{\"768\":1}"), "logit_bias", "0 to 767" },
        { With("\"n\":0"), "n", "1 to 5" },
        { With("\"n\":6"), "n", "1 to 5" },
        { With("\"max_tokens\":0"), "max_tokens", "at least 1" },
        { With("\"max_completion_tokens\":-1"), "max_completion_tokens", "at least 1" },
        { With("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\"]"), "stop", "at most 5" },
        { With("\"stop\":\"\""), "stop[0]", "1 to 32 bytes" },
        { With($"\"stop\":[\"a\",\"{new string('x', 33)}\"]"), "stop[1]", "1 to 32 bytes" },
        { With("\"logprobs\":true,\"top_logprobs\":21"), "top_logprobs", "0 to 20" },
        { With("\"top_logprobs\":1"), "top_logprobs", "needs logprobs" },
        { With("\"thinking\":{\"type\":\"maybe\"}"), "thinking.type", "enabled or disabled" },
        { With("\"thinking_budget\":-1"), "thinking_budget", "at least 0" },
        { With("\"tools\":{}"), "tools", "an array" },
        { With("\"tools\":[{\"type\":\"function\",\"function\":{}}]"), "tools[0].function.name", "name" },
        { With("\"tools\":[{\"type\":\"builtin_function\",\"function\":{\"name\":\"$web_search\"}}]"), "tools[0].type", "only function" },
        { With("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]"), "tools[0].function.name", "no blanks" },
        { With("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":[]}}]"), "tools[0].function.parameters", "found an array" },
        { With("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]"), "tools[1].function.name", "same name" },
        { With("\"tool_choice\":\"required\""), "tool_choice", "there are no tools" },
        { With("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}"), "tool_choice.function.name", "no tool" },
        { With("\"response_format\":{\"type\":\"xml\"}"), "response_format.type", "must be text, json_object or json_schema" },
        { With("\"response_format\":{\"type\":\"json_schema\"}"), "response_format.json_schema", "missing" },
        { With("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}"), "response_format.json_schema.name", "missing" },
        { With("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}"), "response_format.json_schema.schema", "missing" },
        { With("\"functions\":[]"), "functions", "send tools" },
        { With("\"function_call\":\"auto\""), "function_call", "send tool_choice" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task A_wrong_value_is_a_400_that_names_its_field(string body, string field, string problem)
    {
        (int status, JsonElement answer) = await shared.Get().AskAsync("/v1/chat/completions", body);
        Assert.Equal(400, status);
        JsonElement error = answer.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(field, error.GetProperty("param").GetString());
        Assert.Contains(problem, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_is_a_404()
    {
        (int status, JsonElement answer) = await shared.Get().AskAsync("/v1/chat/completions", $$"""{"model":"gpt-4","messages":{{Hello}}}""");
        Assert.Equal(404, status);
        Assert.Equal("resource_not_found_error", answer.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains("kimi-k2-thinking", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_names_the_limit()
    {
        (int status, JsonElement answer) = await shared.Get().AskAsync(
            "/v1/chat/completions", $$"""{"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("xyz ", 1024))}}"}]}""");
        Assert.Equal(400, status);
        Assert.Contains("exceeded model token limit: 1024", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_a_stream_has_its_status_too()
    {
        (int status, JsonElement answer) = await shared.Get().AskAsync("/v1/chat/completions", With("\"stream\":true,\"n\":9"));
        Assert.Equal(400, status);
        Assert.Equal("n", answer.GetProperty("error").GetProperty("param").GetString());
    }

    private static string With(string fields) => $$"""{"messages":{{Hello}},{{fields}}}""";
}
