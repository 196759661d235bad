using K2Sharp.Extensions.AI.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace K2Sharp.Server.Lifetime;

/// <summary>
/// The end of the start. Looks at where the server listens now that it does, as <see cref="KestrelSetup"/> sees only endpoints that were added
/// after it; failing here ends the start. Then lets requests in as soon as the model is there and has made its first token.
/// </summary>
internal sealed class StartUp(IServer server, ListenPolicy policy, ServerState state, IServiceProvider services) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (string url in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            policy.CheckUrl(url);
        }

        // A host without the model's services answers from elsewhere.
        if (services.GetService<K2Readiness>()?.Loaded is { IsCompletedSuccessfully: false } loading)
        {
            _ = loading.ContinueWith(_ => state.MarkReady(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
        else
        {
            state.MarkReady();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
