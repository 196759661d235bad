using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Cli.Serving;
using K2Sharp.Evals.Running.Endpoints;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Evals;

/// <summary>The options that say what is evaluated: a checkpoint in this process, or an endpoint.</summary>
internal sealed class ModelSource(CliHost host)
{
    private readonly ModelArguments _model = new();
    private readonly EngineArguments _engine = new();
    private readonly EndpointArguments _endpoint = new(string.Empty, "to evaluate instead of a local checkpoint");

    public void AddTo(Command command)
    {
        _endpoint.AddTo(command);
        _model.AddTo(command);
        _engine.AddTo(command);
    }

    /// <summary>Opens it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="concurrency">Attempts at once: a local engine must be ready to run as many.</param>
    public ModelUnderTest Open(ParseResult result, int concurrency)
    {
        if (_endpoint.Read(result) is { } endpoint)
        {
            return new ModelUnderTest(EndpointClients.Create(endpoint), endpoint.Model, endpoint.Address.ToString());
        }

        _engine.Check(result);
        string directory = _model.Directory(result, host);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        K2Engine engine = Load(result, directory, concurrency);
        return new ModelUnderTest(new K2ChatClient(engine, name), name, directory, engine);
    }

    private K2Engine Load(ParseResult result, string directory, int concurrency)
    {
        var wanted = new K2Options();
        _engine.Apply(result, wanted);
        var defaults = new EngineOptions();
        ModelOptions model = _model.Options(result);
        model = model with { MaxStepTokens = wanted.MaxStepTokens ?? model.MaxStepTokens };
        EngineOptions options = defaults with
        {
            Model = model,
            CacheFormat = wanted.CacheFormat,
            CacheTokens = wanted.CacheTokens,
            CacheBytes = wanted.CacheBytes,
            MaxRunning = Math.Min(wanted.MaxRunning ?? Math.Max(defaults.MaxRunning, concurrency), model.MaxStepTokens),
            MaxQueued = Math.Max(wanted.MaxQueued ?? defaults.MaxQueued, concurrency * 16),
            GuessedTokens = wanted.GuessedTokens ?? defaults.GuessedTokens,
            Clock = host.Clock,
        };
        return host.Interrupts.During(cancellation => EngineOpener.Open(host, directory, options, cancellation));
    }
}
