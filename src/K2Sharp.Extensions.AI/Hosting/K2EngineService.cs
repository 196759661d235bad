using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Tokenization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>
/// Loads the engine before the host is ready and drains it before the host ends. Loading blocks the start unless the options say otherwise: most
/// hosts have nothing to do before there is a model, and a broken checkpoint must end the program with its one-line message. In the
/// background, <see cref="K2Readiness.Loaded"/> tells of both.
/// </summary>
internal sealed partial class K2EngineService(
    IServiceProvider services, IOptions<K2Options> options, K2Readiness readiness, TimeProvider clock, ILogger<K2EngineService> logger) : IHostedLifecycleService
{
    private volatile K2Engine? _engine;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.LoadsInBackground)
        {
            return Task.Run(() => Start(cancellationToken), cancellationToken);
        }

        // Not the token of the start, which is over soon: the end of the process is what ends the loading.
        _ = Task.Run(LoadInBackground, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs while the server still listens, so that running answers reach their clients.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.State = K2State.Draining;
        if (_engine is null)
        {
            return;
        }

        LogDraining(logger);
        using var timeout = new CancellationTokenSource(options.Value.DrainTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _engine.DrainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            LogDrainTimeout(logger, options.Value.DrainTimeout);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Start(CancellationToken cancellationToken)
    {
        long begin = clock.GetTimestamp();
        K2Engine engine = services.GetRequiredService<K2Engine>();
        foreach (string note in engine.Model.Notes)
        {
            LogNote(logger, note);
        }

        if (options.Value.WarmUp)
        {
            var request = new GenerationRequest { Prompt = WarmUpPrompt(engine.Tokenizer), MaxTokens = 1, Sampling = new SamplingOptions { Temperature = 0 } };
            foreach (GenerationEvent _ in engine.Generate(request, cancellationToken))
            {
                // Only that it happens matters: the weights of a token are in memory afterwards, and the code is compiled.
            }
        }

        _engine = engine;
        readiness.MarkLoaded();
        LogReady(logger, options.Value.EffectiveModelId, clock.GetElapsedTime(begin).TotalSeconds, engine.ContextLength);
    }

    private void LoadInBackground()
    {
        try
        {
            Start(CancellationToken.None);
        }
        catch (OperationCanceledException) when (services.GetService<IHostApplicationLifetime>() is { ApplicationStopping.IsCancellationRequested: true })
        {
            // The host ends while weights are still being read: nobody waits for the engine any more.
        }
#pragma warning disable CA1031 // Whatever it is, whoever waits for the engine is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            readiness.MarkFailed(exception);
        }
    }

    private static int[] WarmUpPrompt(K2Tokenizer tokenizer) => tokenizer.Encode("hi");

    [LoggerMessage(1, LogLevel.Information, "{Model} is ready after {Seconds:F1} s; its context holds {ContextLength} tokens")]
    private static partial void LogReady(ILogger logger, string model, double seconds, int contextLength);

    [LoggerMessage(4, LogLevel.Information, "{Note}")]
    private static partial void LogNote(ILogger logger, string note);

    [LoggerMessage(2, LogLevel.Information, "Draining: running answers are finished, new requests are refused")]
    private static partial void LogDraining(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "Answers were still running after {Timeout}; they are cut off")]
    private static partial void LogDrainTimeout(ILogger logger, TimeSpan timeout);
}
