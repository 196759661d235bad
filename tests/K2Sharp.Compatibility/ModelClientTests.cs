using System.ClientModel;
using K2Sharp.Server.Tests.Hosting;
using OpenAI;
using OpenAI.Models;

namespace K2Sharp.Compatibility;

public sealed class ModelClientTests(SharedServer shared)
{
    [Fact]
    public async Task The_official_client_lists_the_models()
    {
        MiniServer server = shared.Get();
        var client = new OpenAIModelClient(new ApiKeyCredential("sk-any"), new OpenAIClientOptions { Endpoint = new Uri(server.Address, "/v1") });
        OpenAIModelCollection models = await client.GetModelsAsync(TestContext.Current.CancellationToken);
        Assert.Contains(models, model => model.Id == "kimi-k2-thinking");
        OpenAIModel one = await client.GetModelAsync("kimi-k2-thinking-turbo", TestContext.Current.CancellationToken);
        Assert.Equal("kimi-k2-thinking-turbo", one.Id);
    }
}
