using System.Net.Http.Json;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.Moonshot;

public sealed class MoonshotEndpointsTests(SharedServer shared)
{
    [Fact]
    public async Task The_estimate_is_what_a_chat_then_takes()
    {
        MiniServer server = shared.Get();
        const string Body = """
            {"model":"kimi-k2-thinking","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Grüße 😀"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"max_tokens":1}
            """;
        (_, JsonElement estimate) = await server.AskAsync("/v1/tokenizers/estimate-token-count", Body);
        (_, JsonElement chat) = await server.AskAsync("/v1/chat/completions", Body);
        Assert.Equal(chat.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), estimate.GetProperty("data").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task The_balance_has_the_platform_s_shape()
    {
        JsonElement body = await shared.Get().Client.GetFromJsonAsync<JsonElement>("/v1/users/me/balance", TestContext.Current.CancellationToken);
        Assert.Equal(0, body.GetProperty("code").GetInt32());
        Assert.True(body.GetProperty("status").GetBoolean());
        Assert.Equal("0x0", body.GetProperty("scode").GetString());
        foreach (string part in (string[])["available_balance", "voucher_balance", "cash_balance"])
        {
            Assert.Equal(JsonValueKind.Number, body.GetProperty("data").GetProperty(part).ValueKind);
        }
    }
}
