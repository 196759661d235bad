using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Requests;
using K2Sharp.Inference.Engine;
using K2Sharp.TestData;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>The real server on a real socket, with a small model; answers can be scripted.</summary>
internal sealed class MiniServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MiniServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public K2Engine Engine => Services.GetRequiredService<K2Engine>();

    public Scripts Scripts => (Scripts)Services.GetRequiredService<IConstraintFactory>();

    /// <summary>Starts a server; skips the test where the model is absent.</summary>
    /// <param name="model">The checkpoint's folder.</param>
    /// <param name="services">Changes the services, after those of the server.</param>
    /// <param name="options">Changes the server's options.</param>
    public static async Task<MiniServer> StartAsync(string model, Action<IServiceCollection>? services = null, Action<K2ServerOptions>? options = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "tests", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddK2Server(
            k2 =>
            {
                k2.ModelPath = model;
                k2.CacheTokens = 1 << 15;
                k2.DrainTimeout = TimeSpan.FromSeconds(5);
            },
            options);
        builder.Services.AddSingleton<IConstraintFactory>(provider => new Scripts(provider.GetRequiredService<K2Engine>(), new NoConstraints()));
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.MapK2();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new MiniServer(app);
    }

    /// <summary>Posts a body, given as JSON text.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

    /// <summary>Posts a body and reads the answer, whatever its status.</summary>
    public async Task<(int Status, JsonElement Body)> AskAsync(string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(path, json);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    /// <summary>Posts a body and reads the events of the answer, without the last, which must be [DONE].</summary>
    public async Task<List<JsonElement>> StreamAsync(string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(path, json);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        string[] events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(events, item => Assert.StartsWith("data: ", item, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", events[^1]);
        return [.. events[..^1].Select(item => JsonElement.Parse(item[6..]))];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    /// <summary>The folder of the small model with random weights; skips the test where it is absent.</summary>
    public static string RandomModel => SharedData.MiniModel;
}
