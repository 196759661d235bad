using System.Net.Http.Json;
using System.Text.Json;
using K2Sharp.Server.Tests.Hosting;

namespace K2Sharp.Server.Tests.OpenAI.Models;

public sealed class ModelEndpointsTests(SharedServer shared)
{
    [Fact]
    public async Task The_list_has_every_name_and_the_context()
    {
        JsonElement list = await shared.Get().Client.GetFromJsonAsync<JsonElement>("/v1/models", TestContext.Current.CancellationToken);
        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal(["kimi-k2-thinking", "kimi-k2-thinking-turbo", "k2-mini"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        Assert.All(list.GetProperty("data").EnumerateArray(), model => Assert.Equal(1024, model.GetProperty("context_length").GetInt32()));
    }

    [Fact]
    public async Task One_of_them_can_be_asked_for_by_name()
    {
        MiniServer server = shared.Get();
        JsonElement model = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models/k2-mini", TestContext.Current.CancellationToken);
        Assert.Equal("k2-mini", model.GetProperty("id").GetString());
        using HttpResponseMessage missing = await server.Client.GetAsync("/v1/models/gpt-4", TestContext.Current.CancellationToken);
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Fact]
    public async Task Names_can_be_configured()
    {
        await using MiniServer server = await MiniServer.StartAsync(MiniServer.RandomModel, options: options => options.ModelNames = ["mine"]);
        JsonElement list = await server.Client.GetFromJsonAsync<JsonElement>("/v1/models", TestContext.Current.CancellationToken);
        Assert.Equal(["mine", "k2-mini"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        (int status, _) = await server.AskAsync("/v1/chat/completions", """{"model":"kimi-k2-thinking","messages":[{"role":"user","content":"a"}]}""");
        Assert.Equal(404, status);
    }
}
