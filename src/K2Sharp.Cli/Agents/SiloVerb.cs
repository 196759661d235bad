using System.CommandLine;
using System.Net;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Orleans.Journal;
using K2Sharp.Cli.Hosting;
using K2Sharp.Server.Lifetime;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent silo</c>: makes the runs of a journal, together with the silos on other machines.</summary>
internal sealed class SiloVerb
{
    private const int DefaultPort = 11111;
    private const int DefaultGateway = 30000;

    private readonly CliHost _host;
    private readonly AgentModelArguments _model = new();
    private readonly ToolArguments _tools = new();
    private readonly BudgetArguments _budgets = new();
    private readonly JournalArguments _journal = new();
    private readonly Option<int?> _runs = new("--runs") { Description = "Runs at the same time. Default: 8; 0 only runs tools of others.", HelpName = "N" };
    private readonly Option<int?> _slots = new("--tool-slots") { Description = "Tool calls at the same time, of whichever silo's runs. Default: 8; 0 uses the tools of others.", HelpName = "N" };
    private readonly Option<string?> _address = new("--host") { Description = "This machine's address in the cluster's network. Default: 127.0.0.1.", HelpName = "ADDRESS" };
    private readonly Option<int?> _port = new("--port") { Description = $"The port that silos talk to each other on. Default: {DefaultPort}.", HelpName = "N" };
    private readonly Option<int?> _gateway = new("--gateway-port") { Description = $"The port for clients of Orleans. Default: {DefaultGateway}.", HelpName = "N" };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster's name. Default: k2.", HelpName = "NAME" };
    private readonly Option<double?> _lease = new("--lease") { Description = "Seconds after which the run of a silo that died is taken over. Default: 30.", HelpName = "S" };
    private Verb _verb = null!;

    private SiloVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new SiloVerb(host).Build();

    private Verb Build()
    {
        _verb = new Verb("silo", "Make the runs of a journal, together with silos on other machines.")
        {
            Remarks = """
                Silos that share a PostgreSQL database share its runs (k2 agent submit). When one dies, another goes on with its runs where they were; a
                silo that was only slow cannot write any more once that has happened. All silos need the same --tools and --mcp. --workspace names the
                folder in which every run gets one: where all silos see the same folder, say --workspace, and a run keeps its files wherever it goes.
                The ports must be reachable for the other silos and for nobody else: there is no password on them. With a journal in a file it is one
                silo, on this machine. Prints one line on standard output when it is ready; Ctrl+C and SIGTERM hand its runs over.
                """,
            Examples =
            [
                ("k2 agent silo --journal \"Host=db;Database=k2;Username=k2\" --host 10.0.0.5", "one of several machines"),
                ("k2 agent silo", "one silo over the default journal, as a queue for k2 agent submit"),
                ("k2 agent silo --runs 0 --tool-slots 32 --journal \"...\"", "a machine for tools only"),
            ],
        };
        _model.AddTo(_verb);
        _tools.AddTo(_verb);
        _budgets.AddTo(_verb);
        _journal.AddTo(_verb);
        foreach (Option option in (Option[])[_runs, _slots, _address, _port, _gateway, _cluster, _lease])
        {
            _verb.Add(option);
        }

        _verb.SetAction(result => _host.Interrupts.During(cancellation => RunAsync(result, cancellation).GetAwaiter().GetResult()));
        return _verb;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellation)
    {
        var input = new AgentInput(result, null);
        AgentSiloOptions options = Options(result);
        PostgresStoreOptions leases = Leases(result);
        (IPAddress address, int port, int gateway) = (Address(result), Port(result, _port) ?? DefaultPort, Port(result, _gateway) ?? DefaultGateway);
        _budgets.Read(input, 0);
        string workspaces = _journal.Workspaces(result);
        ToolSettings tools = _tools.Read(input, workspaces);

        // What cannot be opened is said now, and not with every run.
        await (await ToolSet.CreateAsync(tools, cancellation)).DisposeAsync();
        using AgentModel model = _model.Open(_host, input, _verb, cancellation);
        string? database = _journal.Database(result);
        await using NpgsqlDataSource? source = database is null ? null : PostgresDatabase.Open(database);
        using AgentJournal journal = source is null ? _journal.Open(result) : new AgentJournal(new PostgresJournalStore(source, leases));
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.AddK2Logging(isJson: false);
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        string cluster = result.GetValue(_cluster) ?? "k2";
        builder.UseOrleans(silo => (source is null
                ? silo.UseLocalhostClustering(port, gateway)
                : silo.UsePostgresClustering(source, cluster).ConfigureEndpoints(address, port, gateway, listenOnAnyHostAddress: false))
            .AddAgents(journal, new SiloHost(result, model, tools, _budgets, tools.Workspace, tools.Workspace != Path.GetFullPath(workspaces)), options));
        using IHost host = builder.Build();
        await host.StartAsync(cancellation);
        await _host.Output.WriteLineAsync($"silo ready on {address}:{port}, up to {options.MaxRuns} runs and {options.ToolSlots} tool calls at a time");
        await _host.Output.FlushAsync(CancellationToken.None);
        IHostApplicationLifetime lifetime = (IHostApplicationLifetime)host.Services.GetService(typeof(IHostApplicationLifetime))!;
        await using CancellationTokenRegistration stop = cancellation.Register(lifetime.StopApplication);
        await host.WaitForShutdownAsync(CancellationToken.None);
        return ExitCode.Success;
    }

    private AgentSiloOptions Options(ParseResult result)
    {
        var defaults = new AgentSiloOptions();
        var options = new AgentSiloOptions
        {
            MaxRuns = result.GetValue(_runs) ?? defaults.MaxRuns,
            ToolSlots = result.GetValue(_slots) ?? defaults.ToolSlots,
            Clock = _host.Clock,
        };
        options.Validate();
        return options;
    }

    private PostgresStoreOptions Leases(ParseResult result)
    {
        var options = new PostgresStoreOptions { Clock = _host.Clock };
        return result.GetValue(_lease) switch
        {
            null => options,
            { } seconds when seconds is >= 1 and <= 3600 => options with { LeaseTime = TimeSpan.FromSeconds(seconds) },
            { } seconds => throw new UsageException($"--lease must be 1 to 3600 seconds, not {seconds}"),
        };
    }

    private IPAddress Address(ParseResult result) => result.GetValue(_address) is not { } text ? IPAddress.Loopback
        : IPAddress.TryParse(text, out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address
        : throw new UsageException($"--host must be an address that the other silos reach this machine by, such as 10.0.0.5, not \"{OneLine.From(text)}\"");

    private static int? Port(ParseResult result, Option<int?> option) => result.GetValue(option) is { } port and (< 1 or > 65535)
        ? throw new UsageException($"{option.Name} must be 1 to 65535, not {port}")
        : result.GetValue(option);
}
