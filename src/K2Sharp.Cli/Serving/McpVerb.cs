using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Extensions.AI;
using K2Sharp.Extensions.AI.Hosting;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace K2Sharp.Cli.Serving;

/// <summary><c>k2 mcp</c>: a server of the Model Context Protocol over standard input and output.</summary>
internal sealed class McpVerb
{
    private readonly CliHost _host;
    private readonly ModelArguments _model = new();
    private readonly EngineArguments _engine = new();

    private McpVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new McpVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("mcp", "Serve a model to an MCP client over standard input and output: chat and token counting as tools.")
        {
            Remarks = """
                Started by the client, which speaks JSON-RPC with it: standard output has nothing else, logs go to standard error. It ends with its input.
                The model is loaded while the client already asks what there is. docs/serving.md describes the tools; k2 serve --mcp has the same
                ones over HTTP.
                """,
            Examples =
            [
                ("k2 mcp", "the default model"),
                ("k2 mcp --model /data/Kimi-K2-Thinking --cache-tokens 65536", "the real one"),
            ],
        };
        _model.AddTo(verb);
        _engine.AddTo(verb);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        _ = _model.Options(result);
        _engine.Check(result);
        Action<K2Options> configure = options =>
        {
            options.LoadsInBackground = true;
            _model.Apply(result, _host, options);
            _engine.Apply(result, options);
        };
        return _host.Interrupts.During(cancellation =>
        {
            try
            {
                ServeAsync(configure, cancellation).GetAwaiter().GetResult();
                return ExitCode.Success;
            }
            catch (OptionsValidationException exception)
            {
                throw new UsageException(string.Join("; ", exception.Failures), exception);
            }
        });
    }

    private async Task ServeAsync(Action<K2Options> configure, CancellationToken cancellation)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.AddK2Logging(isJson: false);
        builder.Services.AddMcpOverStreams(configure, _host.Input, _host.OutputBytes());
        using IHost host = builder.Build();
        IHostApplicationLifetime lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        Task loaded = host.Services.GetRequiredService<K2Readiness>().Loaded;

        // A client whose server has no model is better off with no server; the reason is this process's last line.
        _ = loaded.ContinueWith(_ => lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await host.StartAsync(cancellation);
        await using CancellationTokenRegistration stop = cancellation.Register(lifetime.StopApplication);
        await host.WaitForShutdownAsync(CancellationToken.None);
        if (loaded.IsFaulted)
        {
            await loaded;
        }
    }
}
