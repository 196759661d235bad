using K2Sharp.TestData;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace K2Sharp.Extensions.AI.Tests.Hosting;

/// <summary>Starts and stops the hosted services of a model as a host does.</summary>
internal sealed class ModelHost : IAsyncDisposable
{
    private readonly IHostedLifecycleService[] _services;

    private ModelHost(ServiceProvider services)
    {
        Services = services;
        _services = [.. services.GetServices<IHostedService>().OfType<IHostedLifecycleService>()];
    }

    public ServiceProvider Services { get; }

    /// <summary>A host whose model is not loaded yet.</summary>
    public static ModelHost Create(Action<IServiceCollection>? configure = null, params IEnumerable<(string Key, string? Value)> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(group => new KeyValuePair<string, string?>(group.Key, group.Last().Value))).Build());
        configure?.Invoke(services);
        return new ModelHost(services.BuildServiceProvider());
    }

    /// <summary>A started host with the small random model.</summary>
    public static async Task<ModelHost> StartAsync(Action<IK2Builder>? configure = null)
    {
        string model = SharedData.MiniModel;
        ModelHost host = Create(services =>
        {
            IK2Builder builder = services.AddK2(options =>
            {
                options.ModelPath = model;
                options.CacheTokens = 1 << 13;
            });
            configure?.Invoke(builder);
        });
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync()
    {
        foreach (IHostedLifecycleService service in _services)
        {
            await service.StartingAsync(TestContext.Current.CancellationToken);
        }
    }

    public async Task StopAsync()
    {
        foreach (IHostedLifecycleService service in _services)
        {
            await service.StoppingAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();
}
