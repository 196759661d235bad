using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Tokens;

public sealed class TokenEndpointsTests(SharedServer shared)
{
    [Fact]
    public async Task Tokens_lead_back_to_the_text()
    {
        MiniServer server = shared.Get();
        (_, JsonElement tokens) = await server.AskAsync("/tokenize", """{"prompt":"Grüße, 世界 😀","return_token_strs":true}""");
        int count = tokens.GetProperty("count").GetInt32();
        Assert.Equal(count, tokens.GetProperty("tokens").GetArrayLength());
        Assert.Equal(count, tokens.GetProperty("token_strs").GetArrayLength());
        Assert.Equal(1024, tokens.GetProperty("max_model_len").GetInt32());
        (_, JsonElement text) = await server.AskAsync("/detokenize", $$"""{"tokens":{{tokens.GetProperty("tokens").GetRawText()}}}""");
        Assert.Equal("Grüße, 世界 😀", text.GetProperty("prompt").GetString());
        Assert.Equal("Grüße, 世界 😀", text.GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_template_s_text_is_the_prompt_and_its_markers_are_special_tokens()
    {
        MiniServer server = shared.Get();
        const string Body = """{"messages":[{"role":"user","content":"hi"}]}""";
        (_, JsonElement prompt) = await server.AskAsync("/apply-template", Body);
        string text = prompt.GetProperty("prompt").GetString()!;
        Assert.EndsWith("<|im_user|>user<|im_middle|>hi<|im_end|><|im_assistant|>assistant<|im_middle|>", text, StringComparison.Ordinal);
        (_, JsonElement tokens) = await server.AskAsync("/tokenize", Body);
        int[] ids = [.. tokens.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];
        Assert.Equal(text, server.Engine.Tokenizer.Decode(ids));
        Assert.Equal(8, ids.Count(server.Engine.Tokenizer.IsSpecial));
        (_, JsonElement without) = await server.AskAsync("/apply-template", """{"messages":[{"role":"user","content":"hi"}],"add_generation_prompt":false}""");
        Assert.EndsWith("hi<|im_end|>", without.GetProperty("prompt").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tokenize", "{}", "prompt")]
    [InlineData("/tokenize", """{"prompt":1}""", "prompt")]
    [InlineData("/detokenize", "{}", "tokens")]
    [InlineData("/detokenize", """{"tokens":[99999]}""", "tokens")]
    [InlineData("/detokenize", """{"tokens":[-1]}""", "tokens")]
    [InlineData("/apply-template", "{}", "messages")]
    public async Task A_wrong_value_is_a_400_that_names_its_field(string path, string request, string field)
    {
        (int status, JsonElement body) = await shared.Get().AskAsync(path, request);
        Assert.Equal(400, status);
        Assert.Equal(field, body.GetProperty("error").GetProperty("param").GetString());
    }
}
