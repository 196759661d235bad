using System.CommandLine;
using K2Sharp.Cli.Agents;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Swe;
using Microsoft.Extensions.AI;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval run</c>: runs benchmarks, and goes on with a run that was stopped.</summary>
internal sealed class EvalRunVerb
{
    private const string DefaultFolder = "k2-eval";
    private readonly CliHost _host;
    private readonly ModelSource _source;
    private readonly EndpointArguments _judge = new("judge-", "whose model judges answers");
    private readonly EndpointArguments _user = new("user-", "whose model plays the user of tau2 tasks");
    private readonly SettingsArguments _settings = new();
    private readonly SearchArguments _search = new();
    private readonly Argument<string> _names = new("NAMES") { Description = "Benchmarks with commas between; \"k2 eval list\" names them." };
    private readonly Option<string?> _out = new("--out") { Description = $"The run's folder. A run that is there is gone on with. Default: {DefaultFolder}/MODEL.", HelpName = "DIR" };
    private readonly Option<string?> _data = new("--data") { Description = "The folder that holds the datasets as they were downloaded.", HelpName = "DIR" };
    private readonly Option<int?> _limit = new("--limit") { Description = "The most questions of each benchmark; always the same ones. Default: all.", HelpName = "N" };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "Attempts at once.", HelpName = "N", DefaultValueFactory = _ => 8 };
    private readonly Option<long> _seed = new("--seed") { Description = "What all draws depend on.", HelpName = "N", DefaultValueFactory = _ => 0 };
    private readonly Option<int> _tries = new("--tries") { Description = "How often a request is sent before its attempt has failed.", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Option<string?> _runner = new("--swe-runner") { Description = "Where SWE-bench's patches are made and tested: docker (the published images) or sandbox (clones in DIR/repos). Default: docker where its daemon answers.", HelpName = "NAME" };
    private readonly Option<string?> _prices = new("--prices") { Description = "Dollars per million tokens of input, cached input and output: 0.60,0.15,2.50 for the hosted kimi-k2-thinking.", HelpName = "LIST" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end: tasks with score, n and more." };

    private EvalRunVerb(CliHost host) => (_host, _source) = (host, new ModelSource(host));

    public static Verb Create(CliHost host) => new EvalRunVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("run", "Run benchmarks on a checkpoint or an endpoint.")
        {
            Remarks = """
                Settings are those of K2-Thinking's model card unless they are changed here; the report says for each figure whether they are the same.
                A finished attempt is kept at once: after Ctrl+C, a crash or a kill the same command goes on where it was. Failed requests count neither
                as right nor as wrong and are sent again by the same command. docs/evaluating.md says how each row of the model card is reproduced.
                """,
            Examples =
            [
                ("k2 eval run decimal,calculator,chain-300,minibrowse", "the suites that need no data, on the default model"),
                ("k2 eval run aime2025 --data ~/datasets --endpoint http://127.0.0.1:8000 --concurrency 32", "one row of the model card"),
                ("k2 eval run decimal --thinking-budget 16,64,256 --limit 50", "a curve: score against thinking budget"),
                ("k2 eval run decimal --heavy 1,8 --limit 50 --json", "single against heavy mode, for scripts"),
            ],
        };
        verb.Add(_names);
        _source.AddTo(verb);
        foreach (Option option in (Option[])[_out, _data, _limit, _concurrency, _seed, _tries, _runner, _prices, _json])
        {
            verb.Add(option);
        }

        _settings.AddTo(verb);
        _search.AddTo(verb);
        _judge.AddTo(verb);
        _user.AddTo(verb);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        // All that can be wrong with the command line is found before a model is opened.
        PlannedTask[] tasks = [.. EvalCatalog.Find(result.GetValue(_names)!).SelectMany(task => _settings.Plan(result, task))];
        TokenPrices? prices = result.GetValue(_prices) is { } text ? TokenPrices.Parse(text) : null;
        int concurrency = AtLeastOne(result.GetValue(_concurrency), _concurrency);
        int? limit = result.GetValue(_limit) is { } most ? AtLeastOne(most, _limit) : null;
        var retry = new RetryPolicy(AtLeastOne(result.GetValue(_tries), _tries), _host.Clock);
        EndpointAddress? judge = _judge.Read(result);
        EndpointAddress? user = _user.Read(result);
        if (judge is null && tasks.FirstOrDefault(task => task.Task.NeedsJudge) is { } judged)
        {
            throw new UsageException($"{judged.Task.Name} needs a judge: name one with --judge-endpoint and --judge-endpoint-model");
        }

        if (!_search.HasSearch(result) && tasks.FirstOrDefault(task => task.Task.Needs.HasFlag(ToolNeeds.Search)) is { } searching)
        {
            throw new UsageException($"{searching.Task.Name} needs something to search: name it with --corpus, --search-url or --mcp");
        }

        var data = new DatasetFolder(result.GetValue(_data));
        foreach (EvalTask task in tasks.Select(task => task.Task).Distinct())
        {
            task.Load(data);
        }

        using ModelUnderTest model = _source.Open(result, concurrency);
        string path = result.GetValue(_out) ?? Path.Combine(DefaultFolder, Safe(model.Name));
        using RunFolder folder = RunFolder.Open(path);
        using var cache = new JudgeCache(Path.Combine(path, "judge.jsonl"));
        using IChatClient? judgeClient = judge is null ? null : EndpointClients.Create(judge);
        using IChatClient? userClient = user is null ? null : EndpointClients.Create(user);
        var judging = judge is null ? null : new Judge(judgeClient!, judge.Model, cache, retry);
        string workspaces = Path.Combine(path, "workspaces");
        ToolSet search = _host.Interrupts.During(cancellation => ToolSet.CreateAsync(_search.Read(result, workspaces), cancellation).GetAwaiter().GetResult());
        try
        {
            var tools = new AgentTools
            {
                Search = search.Toolbox.Tools,
                SearchSource = _search.Source(result) ?? string.Empty,
                BlockedHosts = _search.Blocked(result),
                IsUnsafe = _search.IsUnsafe(result),
                UsesDocker = UsesDocker(result.GetValue(_runner), tasks),
                Folder = workspaces,
                Clock = _host.Clock,
            };
            if (tasks.Any(task => (task.Task.Needs & (ToolNeeds.Python | ToolNeeds.Sandbox)) != ToolNeeds.None))
            {
                _host.Interrupts.During(cancellation =>
                {
                    tools.RequireSandboxAsync(cancellation).GetAwaiter().GetResult();
                    return 0;
                });
            }

            var services = new EvalServices(data, new EpisodeServices(judging, userClient, tools), retry);
            var plan = new RunPlan
            {
                Tasks = tasks,
                Model = model.Name,
                Where = model.Where,
                Seed = result.GetValue(_seed),
                Concurrency = concurrency,
                Limit = limit,
                JudgeModel = judge?.Model,
                UserModel = user?.Model,
                SearchSource = _search.Source(result),
                Prices = prices,
            };
            Play(new EvalRunner(model.Client, services, folder, plan, _host.Clock));
        }
        finally
        {
            search.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return Report(path, result.GetValue(_json));
    }

    private bool UsesDocker(string? runner, PlannedTask[] tasks) => runner switch
    {
        "docker" => true,
        "sandbox" => false,
        null => tasks.Any(task => task.Task is SweBenchTask) && _host.Interrupts.During(cancellation => DockerMachine.IsAvailableAsync(cancellation).GetAwaiter().GetResult()),
        _ => throw new UsageException($"--swe-runner is docker or sandbox, not \"{runner}\""),
    };

    private void Play(EvalRunner runner)
    {
        using var line = new ProgressLine(_host);
        var gate = new Lock();
        bool isFirst = true;
        var progress = new SynchronousProgress<EvalProgress>(state =>
        {
            lock (gate)
            {
                if (isFirst && state.Done > 0)
                {
                    _host.Error.WriteLine($"going on: {state.Done} of {state.All} attempts are there");
                }

                isFirst = false;
                line.Show(() => $"{ProgressLine.Bar((double)state.Done / Math.Max(1, state.All))} {state.Done}/{state.All}{(state.Failed > 0 ? $", {state.Failed} failed" : string.Empty)} {Latest(state.Latest)}");
            }
        });
        _host.Interrupts.During(cancellation =>
        {
            runner.RunAsync(progress, cancellation).GetAwaiter().GetResult();
            return 0;
        });
    }

    private int Report(string path, bool isJson)
    {
        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(path);
        RunSummary summary = RunSummary.Of(manifest, records);
        string page = ReportFiles.Write(path, summary);
        if (isJson)
        {
            JsonOutput.WriteLine(_host, json => JsonReport.Write(json, summary, path));
        }
        else
        {
            EvalTables.Write(_host, summary);
            _host.Error.WriteLine($"report: {page}");
        }

        // A run of which something could not be made is not a success, but what there is has been printed.
        int failed = summary.Tasks.Sum(task => task.Failed);
        if (failed > 0)
        {
            AttemptRecord first = records.First(record => !record.IsGraded);
            _host.Error.WriteLine(OneLine.From($"k2: {failed} attempts could not be made, the first because of {first.Error}; the same command tries them again"));
        }

        return failed == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Latest(AttemptRecord? record) => record is null ? string.Empty : $"{record.Task} {record.Id}: {(record.Error ?? record.Why)}";

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');

    private static int AtLeastOne(int value, Option option) => value >= 1 ? value : throw new UsageException($"{option.Name} must be at least 1, not {value}");
}
