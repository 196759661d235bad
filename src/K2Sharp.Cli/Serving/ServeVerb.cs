using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Cli.Serving.Keys;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using K2Sharp.Server.Lifetime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace K2Sharp.Cli.Serving;

/// <summary><c>k2 serve</c>: the HTTP server.</summary>
internal sealed class ServeVerb
{
    private readonly CliHost _host;
    private readonly ModelArguments _model = new();
    private readonly ListenArguments _listen = new();
    private readonly EngineArguments _engine = new();
    private readonly OperationsArguments _operations = new();
    private readonly Option<string[]> _names = new("--name") { Description = "A name that the model answers to; can be given several times. Default: kimi-k2-thinking and kimi-k2-thinking-turbo. Its folder's name always works.", HelpName = "NAME" };
    private readonly Option<bool> _noDocs = new("--no-docs") { Description = "Do not serve /docs and the OpenAPI document." };
    private readonly Option<bool> _mcp = new("--mcp") { Description = "Serve the Model Context Protocol too, at /mcp: chat and token counting as tools." };

    private ServeVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new ServeVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("serve", "Serve a model over HTTP: the APIs of OpenAI, Anthropic and Moonshot.")
        {
            Remarks = """
                Prints one line on standard output when it answers: listening on http://127.0.0.1:8000. Logs go to standard error. Ctrl+C and SIGTERM let
                running answers finish. Everything that ASP.NET Core and Kestrel can be told (TLS, log levels, the sections K2 and K2:Server) comes from
                appsettings.json in the working directory and from environment variables, such as K2__Server__KeepAlive=00:00:05. The page /docs
                shows every endpoint; docs/serving.md says what every field does, docs/operating.md how to run it: keys, limits, prices, metrics, TLS.
                """,
            Examples =
            [
                ("k2 serve", "the default model on http://127.0.0.1:8000"),
                ("k2 serve --model /data/Kimi-K2-Thinking --cache-tokens 262144", "the real one, with room for one full context"),
                ("k2 serve --port 0", "a free port; the printed line says which"),
                ("k2 serve --mcp", "also as an MCP server, at http://127.0.0.1:8000/mcp; for one over standard input and output see k2 mcp"),
                ("k2 serve --host 0.0.0.0", "for other machines too, which needs a key (k2 serve keys add) or --insecure"),
            ],
        };
        _model.AddTo(verb);
        _listen.AddTo(verb);
        _engine.AddTo(verb);
        _operations.AddTo(verb);
        verb.Add(_names);
        verb.Add(_noDocs);
        verb.Add(_mcp);
        verb.Add(KeysVerb.Create(_host));
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        var settings = new ServeSettings
        {
            Listen = _listen.Read(result),
            Configure = options =>
            {
                _model.Apply(result, _host, options);
                _engine.Apply(result, options);
            },
            Operations = [.. _operations.Configuration(result)],
            IsLogJson = _operations.IsLogJson(result),
            Names = result.GetValue(_names) ?? [],
            ShowsDocs = !result.GetValue(_noDocs),
            ServesMcp = result.GetValue(_mcp),
        };
        _ = _model.Options(result);
        _engine.Check(result);
        return _host.Interrupts.During(cancellation => Serve(settings, cancellation));
    }

    private int Serve(ServeSettings settings, CancellationToken cancellation)
    {
        try
        {
            ServeAsync(settings, cancellation).GetAwaiter().GetResult();
            return ExitCode.Success;
        }
        catch (OptionsValidationException exception)
        {
            throw new UsageException(string.Join("; ", exception.Failures), exception);
        }
        catch (InsecureListenException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private async Task ServeAsync(ServeSettings settings, CancellationToken cancellation)
    {
        await using WebApplication app = ServerApplication.Build(settings);
        await app.StartAsync(cancellation);
        await using CancellationTokenRegistration stop = cancellation.Register(app.Lifetime.StopApplication);
        if (!await ServerApplication.LoadedAsync(app))
        {
            await app.WaitForShutdownAsync(CancellationToken.None);
            return;
        }

        K2Engine engine = app.Services.GetRequiredService<K2Engine>();
        K2Options options = app.Services.GetRequiredService<IOptions<K2Options>>().Value;
        await _host.Error.WriteLineAsync(CacheReport.Describe(engine, options));
        await _host.Output.WriteLineAsync($"listening on {ServerApplication.Address(app)}");
        await _host.Output.FlushAsync(CancellationToken.None);
        await app.WaitForShutdownAsync(CancellationToken.None);
    }
}
