using System.Text.Json;
using K2Sharp.Server.Anthropic.Errors;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Anthropic;

public sealed class MessageErrorTests(SharedServer shared)
{
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "max_tokens: missing")]
    [InlineData("""{"max_tokens":0,"messages":[{"role":"user","content":"a"}]}""", "max_tokens: must be at least 1")]
    [InlineData("""{"max_tokens":9}""", "messages: missing")]
    [InlineData("""{"max_tokens":9,"messages":[]}""", "messages: empty")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"tool","content":"a"}]}""", "messages[0].role: must be")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":7}]}""", "messages[0].content: expected a string")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"video"}]}]}""", "messages[0].content[0].type: not known")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"thinking","thinking":"a","signature":"b"}]}]}""", "messages[0].content[0].type: not known in this place")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":"a"}]}]}""", "messages[0].content[0].tool_use_id: no earlier")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"b"}]},{"role":"user","content":"a"}]}""", "messages[0].content[0].signature: not this thought's")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a"}]},{"role":"user","content":"a"}]}""", "messages[0].content[0].signature: missing")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":[]}]},{"role":"user","content":"a"}]}""", "messages[0].content[0].input: expected an object")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}]}""", "messages: the last message calls tools")]
    [InlineData("""{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","data":"A"}}]}]}""", "messages[0].content[0].source.type: must be text")]
    [InlineData("""{"max_tokens":9,"system":[{"type":"image"}],"messages":[{"role":"user","content":"a"}]}""", "system[0].type: must be text")]
    [InlineData("""{"max_tokens":9,"temperature":1.5,"messages":[{"role":"user","content":"a"}]}""", "temperature: must be 0 to 1")]
    [InlineData("""{"max_tokens":9,"thinking":{"type":"deep"},"messages":[{"role":"user","content":"a"}]}""", "thinking.type: must be")]
    [InlineData("""{"max_tokens":9,"tools":[{"name":"f"}],"messages":[{"role":"user","content":"a"}]}""", "tools[0].input_schema: expected an object")]
    [InlineData("""{"max_tokens":9,"tools":[{"name":"a b","input_schema":{}}],"messages":[{"role":"user","content":"a"}]}""", "tools[0].name: a name has")]
    [InlineData("""{"max_tokens":9,"tools":[{"type":"web_search_20250305","name":"w"}],"messages":[{"role":"user","content":"a"}]}""", "tools[0].type: only custom")]
    [InlineData("""{"max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"strange"}}],"messages":[{"role":"user","content":"a"}]}""", "tools[0].input_schema")]
    [InlineData("""{"max_tokens":9,"tool_choice":{"type":"any"},"messages":[{"role":"user","content":"a"}]}""", "tool_choice: a call is required")]
    [InlineData("""{"max_tokens":9,"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool","name":"g"},"messages":[{"role":"user","content":"a"}]}""", "tool_choice.name: no tool")]
    [InlineData("""{"max_tokens":9,"tool_choice":"auto","messages":[{"role":"user","content":"a"}]}""", "tool_choice: expected an object")]
    [InlineData("""{"max_tokens":9,"stop_sequences":[""],"messages":[{"role":"user","content":"a"}]}""", "stop_sequences[0]: must have")]
    [InlineData("""{"max_tokens":9,"output_config":{"format":{"type":"text"}},"messages":[{"role":"user","content":"a"}]}""", "output_config.format.type: must be json_schema")]
    [InlineData("""{"max_tokens":"9","messages":[{"role":"user","content":"a"}]}""", "max_tokens: expected a whole number")]
    [InlineData("{", "the body is not valid JSON")]
    public async Task A_wrong_request_is_told_its_field_in_the_shape_of_this_api(string body, string message)
    {
        foreach (string stream in (string[])["", ",\"stream\":true}"])
        {
            string sent = stream.Length == 0 || body == "{" ? body : string.Concat(body.AsSpan(0, body.Length - 1), stream);
            (int status, JsonElement answer) = await shared.Get().AskAsync(MessagesHost.Path, sent);
            Assert.Equal(400, status);
            Assert.Equal("error", answer.GetProperty("type").GetString());
            Assert.Equal("invalid_request_error", answer.GetProperty("error").GetProperty("type").GetString());
            Assert.StartsWith(message, answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(answer.GetProperty("request_id").GetString()!);
        }
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        (int status, JsonElement answer) = await shared.Get().AskAsync(MessagesHost.Path, """{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"a"}]}""");
        Assert.Equal(404, status);
        Assert.Equal("not_found_error", answer.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_said_in_the_words_that_agents_look_for()
    {
        MiniServer server = shared.Get();
        string text = string.Concat(Enumerable.Repeat("many words ", server.Engine.ContextLength));
        (int status, JsonElement answer) = await server.AskAsync(MessagesHost.Path, $$"""{"max_tokens":9,"messages":[{"role":"user","content":"{{text}}"}]}""");
        Assert.Equal(400, status);
        Assert.StartsWith("prompt is too long: ", answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, ErrorTypes.IncorrectApiKey, "authentication_error")]
    [InlineData(403, ErrorTypes.PermissionDenied, "permission_error")]
    [InlineData(413, ErrorTypes.InvalidRequest, "request_too_large")]
    [InlineData(415, ErrorTypes.InvalidRequest, "invalid_request_error")]
    [InlineData(429, ErrorTypes.RateLimitReached, "rate_limit_error")]
    [InlineData(429, ErrorTypes.EngineOverloaded, "overloaded_error")]
    [InlineData(429, ErrorTypes.ExceededCurrentQuota, "billing_error")]
    [InlineData(503, ErrorTypes.EngineOverloaded, "overloaded_error")]
    [InlineData(504, ErrorTypes.ServerError, "timeout_error")]
    [InlineData(500, ErrorTypes.ServerError, "api_error")]
    public void Errors_get_the_types_of_this_api(int status, string type, string expected) =>
        Assert.Equal(expected, AnthropicErrors.Body(new ApiError(status, type, "m"), requestId: null).Error.Type);
}
