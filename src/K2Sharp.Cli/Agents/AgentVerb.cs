using System.CommandLine;
using System.Security.Cryptography;
using K2Sharp.Agents.Heavy;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using K2Sharp.Cli.Agents.Live;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent</c>: a task with tools.</summary>
internal sealed class AgentVerb
{
    private static readonly HashSet<string> s_paths = [.. ToolArguments.Paths, "--model"];
    private static readonly HashSet<string> s_notKept = ["--resume", "--journal", "--json", "--events", "--no-thinking-display", "--heavy"];

    private readonly Argument<string?> _task = new("TASK") { Description = "What to do; with --resume, what to add. Without it: what is piped in.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with a run that was killed or interrupted, with the options that it was begun with.", HelpName = "ID" };
    private readonly Option<int?> _heavy = new("--heavy") { Description = "So many runs at the same time, and one answer from all of theirs; K2's heavy mode is 8.", HelpName = "N" };
    private readonly Option<bool> _hideThinking = new("--no-thinking-display") { Description = "Do not show the thinking." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object at the end: run_id, status, steps, tool_calls, answer, usage." };
    private readonly Option<bool> _events = new("--events") { Description = "Print every entry of the journal as a JSON line as it is written." };

    private readonly CliHost _host;
    private readonly AgentModelArguments _model = new();
    private readonly BudgetArguments _budgets = new();
    private readonly ToolArguments _tools = new();
    private readonly JournalArguments _journal = new();
    private Verb _verb = null!;

    private AgentVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new AgentVerb(host).Build();

    private Verb Build()
    {
        _verb = new Verb("agent", "Run a task with tools: hundreds of calls, budgets, a journal that survives a kill.")
        {
            Remarks = """
                What the model thinks and calls is shown on standard error, the answer on standard output. bash and python run in a sandbox without
                network, in which only the workspace can be written. Ctrl+C interrupts a run; --resume goes on with it, also after a kill or a power
                failure, and no finished call is repeated. The exit code is 0 when the model answered, 1 when a budget, a loop or an error ended the run.
                """,
            Examples =
            [
                ("k2 agent \"Which of the files in here is the oldest?\" --workspace .", "in a folder of yours"),
                ("k2 agent --url https://api.moonshot.ai/v1 \"...\"", "with a model elsewhere; its key is read from K2_API_KEY"),
                ("k2 agent --tools calculator --mcp servers.json --max-steps 50 --json \"...\"", "tools of other servers, for scripts"),
                ("k2 agent --resume ID", "after an interruption"),
                ("k2 agent silo --journal \"Host=db;Database=k2\"", "one of several machines that share runs; see docs/agents.md"),
                ("k2 agent export ID --format html > run.html", "a page to read"),
            ],
        };
        _verb.Add(_task);
        _model.AddTo(_verb);
        foreach (Option option in (Option[])[_resume, _heavy])
        {
            _verb.Add(option);
        }

        _tools.AddTo(_verb);
        _budgets.AddTo(_verb);
        _journal.AddTo(_verb);
        foreach (Option option in (Option[])[_hideThinking, _json, _events])
        {
            _verb.Add(option);
        }

        _verb.SetAction(Run);
        foreach (Verb verb in (Verb[])[RunListVerb.Create(_host), RunShowVerb.Create(_host), RunExportVerb.Create(_host), RunForkVerb.Create(_host), RunRewindVerb.Create(_host), RunSubmitVerb.Create(_host), SiloVerb.Create(_host)])
        {
            _verb.Add(verb);
        }

        return _verb;
    }

    private int Run(ParseResult result)
    {
        string? run = result.GetValue(_resume);
        string? task = result.GetValue(_task);
        if (task is null && run is null)
        {
            task = _host.IsInputTerminal ? null : new Utf8Input(_host.Input).ReadToEnd().TrimEnd('\r', '\n');
        }

        if (run is null && string.IsNullOrWhiteSpace(task))
        {
            throw new UsageException("there is no task: say what to do, as in k2 agent \"...\" (see: k2 agent --help)");
        }

        if (result.GetValue(_heavy) is { } attempts && (attempts is < 2 or > 64 || run is not null))
        {
            throw new UsageException(run is null ? $"--heavy must be 2 to 64, not {attempts}" : "--heavy begins runs: an attempt of it is resumed by its own id");
        }

        using AgentJournal journal = _journal.Open(result);
        return _host.Interrupts.During(cancellation => RunAsync(result, journal, run, task, cancellation).GetAwaiter().GetResult());
    }

    private async Task<int> RunAsync(ParseResult result, AgentJournal journal, string? run, string? task, CancellationToken cancellation)
    {
        RunStarted? before = run is null ? null : journal.Read(run).Select(record => record.Entry).OfType<RunStarted>().FirstOrDefault();
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        var input = new AgentInput(result, before is null ? null : _verb.Parse(before.Settings, parsing));
        AgentOptions options = _budgets.Read(input, before?.Seed ?? RandomNumberGenerator.GetInt32(int.MaxValue));
        ToolSettings tools = _tools.Read(input, NewWorkspace(result));
        options = options with { Policy = tools.Policy };
        using AgentModel model = _model.Open(_host, input, _verb, cancellation);
        options = options with
        {
            Model = model.Name,
            Settings = With(input.Arguments(_verb, s_paths, s_notKept), "--workspace", tools.Workspace),
            Context = _budgets.HasContext(input) || model.ContextTokens is null ? options.Context : options.Context with { Tokens = model.ContextTokens.Value },
        };
        options.Validate();
        (AgentResult answer, HeavyResult? heavy) = result.GetValue(_heavy) is { } attempts
            ? await RunHeavyAsync(result, journal, model, options, tools, task!, attempts, cancellation)
            : (await RunOneAsync(result, journal, model, options, tools, run, task, cancellation), null);
        return Report(result, answer, heavy);
    }

    private async Task<AgentResult> RunOneAsync(
        ParseResult result, AgentJournal journal, AgentModel model, AgentOptions options, ToolSettings settings, string? run, string? task, CancellationToken cancellation)
    {
        await using ToolSet tools = await ToolSet.CreateAsync(settings, cancellation);
        using RunView? view = IsLive(result)
            ? new RunView(Tables.ErrorConsole(_host), options, _host.Clock, !result.GetValue(_hideThinking), run is null ? [] : journal.Read(run))
            : null;
        var runner = new AgentRunner(model.Client, tools.Toolbox, journal, options, Services(result, model, tools.Outputs, view is null ? null : view.Add, view is null ? null : view.Pause));
        Task<AgentResult> Run() => run is null ? runner.RunAsync(task!, null, cancellation) : runner.ResumeAsync(run, task, cancellation);
        try
        {
            return view is null ? await Run() : await view.ShowAsync(Run);
        }
        catch (OperationCanceledException)
        {
            string id = run ?? journal.List()[0].Id;
            await _host.Error.WriteLineAsync($"(interrupted; go on with: k2 agent --resume {id})");
            throw;
        }
    }

    private async Task<(AgentResult Answer, HeavyResult? Heavy)> RunHeavyAsync(
        ParseResult result, AgentJournal journal, AgentModel model, AgentOptions options, ToolSettings settings, string task, int attempts, CancellationToken cancellation)
    {
        List<ToolSet> sets = [];
        using HeavyView? view = IsLive(result) ? new HeavyView(Tables.ErrorConsole(_host), attempts, _host.Clock) : null;
        Func<IDisposable>? pause = view is null ? null : view.Pause;
        try
        {
            for (int i = 0; i < attempts; i++)
            {
                sets.Add(await ToolSet.CreateAsync(settings with { Workspace = Path.Combine(settings.Workspace, $"attempt-{i + 1}") }, cancellation));
            }

            Task<HeavyResult> Run() => HeavyRunner.RunAsync(
                i => new AgentRunner(
                    model.Client, sets[i].Toolbox, journal,
                    HeavyRunner.Attempt(options, i) with { Settings = With(options.Settings, "--workspace", Path.Combine(settings.Workspace, $"attempt-{i + 1}")) },
                    Services(result, model, sets[i].Outputs, view?.Attempt(i), pause)),
                model.Client, journal, options with { Settings = With(options.Settings, "--tools", "none") }, task, attempts, Services(result, model, null, view?.Aggregation, pause), cancellation);
            HeavyResult heavy = view is null ? await Run() : await view.ShowAsync(Run);
            return (heavy.Aggregation, heavy);
        }
        finally
        {
            foreach (ToolSet set in sets)
            {
                await set.DisposeAsync();
            }
        }
    }

    private int Report(ParseResult result, AgentResult answer, HeavyResult? heavy)
    {
        if (result.GetValue(_json) || result.GetValue(_events))
        {
            JsonOutput.WriteLine(_host, json => AgentResultJson.Write(json, answer, heavy));
        }
        else
        {
            foreach (AgentResult attempt in heavy?.Attempts ?? [])
            {
                _host.Error.WriteLine(OneLine.From($"attempt {attempt.Run}, {AgentResultJson.Status(attempt.Status)}: {attempt.Answer}"));
            }

            if (answer.Answer.Length > 0)
            {
                _host.Output.WriteLine(_host.IsOutputTerminal ? TerminalText.Safe(answer.Answer) : answer.Answer);
            }

            string resume = answer.Status is AgentStatus.Failed ? $"; go on with: k2 agent --resume {answer.Run}" : string.Empty;
            _host.Error.WriteLine(OneLine.From($"(run {answer.Run}: {AgentResultJson.Status(answer.Status)}, {answer.Reason}{resume})"));
        }

        return answer.Status is AgentStatus.Completed ? ExitCode.Success : ExitCode.Failure;
    }

    private bool IsLive(ParseResult result) => _host.IsErrorTerminal && _host.IsStyled && !result.GetValue(_events);

    private AgentServices Services(ParseResult result, AgentModel model, OutputStore? outputs, Action<AgentEvent>? view, Func<IDisposable>? pause) => new()
    {
        Clock = _host.Clock,
        Tokens = model.Tokens,
        Outputs = outputs,
        Approver = _host.IsInputTerminal && _host.IsErrorTerminal ? new TerminalApprover(_host, pause) : null,
        Events = result.GetValue(_events) ? new EventLines(_host).Add : view ?? new RunPrinter(_host, !result.GetValue(_hideThinking)).Add,
    };

    private string NewWorkspace(ParseResult result) => Path.Combine(
        _journal.Workspaces(result), $"{_host.Clock.GetUtcNow():yyyyMMdd-HHmmss}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}");

    private static IReadOnlyList<string> With(IReadOnlyList<string> settings, string option, string value) =>
        [.. settings.Where(setting => !setting.StartsWith(option + "=", StringComparison.Ordinal)), $"{option}={value}"];
}
