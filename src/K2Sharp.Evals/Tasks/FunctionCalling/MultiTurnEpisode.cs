using System.Text.Json;
using K2Sharp.Agents.Tools;
using K2Sharp.Agents.Tools.Shell;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>Plays the user's turns one after the other; the published classes run the calls, in a Python interpreter in the sandbox.</summary>
internal sealed class MultiTurnEpisode : Episode
{
    private readonly MultiTurnQuestion _question;
    private readonly TemporaryWorkspace _workspace;
    private readonly PythonTool _python;
    private int _turn;
    private int _cells;
    private string? _problem;

    public MultiTurnEpisode(MultiTurnQuestion question, AgentTools tools)
    {
        _question = question;
        _workspace = tools.NewWorkspace();
        _python = new PythonTool(tools.CreateSandbox(_workspace.Path));
    }

    public override IReadOnlyList<ChatMessage> Opening => _question.Turns[0];

    public override IReadOnlyList<AIFunctionDeclaration> Tools => _question.Functions;

    public override async ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation)
    {
        await BeginAsync(cancellation).ConfigureAwait(false);
        return await RunAsync($"print(json.dumps(call({Literal(call.Name)}, json.loads({Literal(CallArguments.Text(call))}))))", cancellation).ConfigureAwait(false) ?? string.Empty;
    }

    public override async ValueTask<ChatMessage?> ContinueAsync(Transcript transcript, CancellationToken cancellation)
    {
        await EndTurnAsync(cancellation).ConfigureAwait(false);

        // What comes after a wrong turn can change nothing any more.
        if (_problem is not null || _turn >= _question.Turns.Count)
        {
            return null;
        }

        IReadOnlyList<ChatMessage> said = _question.Turns[_turn];
        return new ChatMessage(ChatRole.User, string.Join('\n', said.Select(message => message.Text)));
    }

    public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation)
    {
        double progress = Math.Max(0, _problem is null ? _turn : _turn - 1) / (double)_question.Turns.Count;
        string? why = _problem ?? (_turn < _question.Turns.Count ? $"turn {_turn + 1} of {_question.Turns.Count} did not end" : null);
        return new(Grade.Of(why is null, null, why ?? string.Empty).With(MetricNames.Progress, progress));
    }

    public override async ValueTask DisposeAsync()
    {
        await _python.DisposeAsync().ConfigureAwait(false);
        _workspace.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task EndTurnAsync(CancellationToken cancellation)
    {
        await BeginAsync(cancellation).ConfigureAwait(false);
        string expected = JsonSerializer.Serialize(_question.Expected[_turn++]);
        string? problem = await RunAsync($"print(json.dumps(end_turn(json.loads({Literal(expected)}))))", cancellation).ConfigureAwait(false);
        _problem = problem is null ? null : $"turn {_turn}: {problem}";
    }

    private async Task BeginAsync(CancellationToken cancellation)
    {
        if (_cells > 0)
        {
            return;
        }

        string package = Directory.CreateDirectory(Path.Combine(_workspace.Path, MultiTurnDriver.Package)).FullName;
        foreach (string file in Directory.GetFiles(_question.SourceFolder, "*.py"))
        {
            File.Copy(file, Path.Combine(package, Path.GetFileName(file)));
        }

        string classes = JsonSerializer.Serialize(_question.Classes.ToDictionary(name => name, name => MultiTurnDriver.Files[name]));
        await RunAsync($"{MultiTurnDriver.Text}\n\nbegin(json.loads({Literal(classes)}), json.loads({Literal(_question.Config.GetRawText())}))\nprint('null')", cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs code whose last line of output is a JSON text or null.</summary>
    private async Task<string?> RunAsync(string code, CancellationToken cancellation)
    {
        string key = FormattableString.Invariant($"{_cells}.0");
        JsonElement arguments = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["code"] = code });
        ToolOutput output = await _python.InvokeAsync(new ToolInvocation("bfcl", key, FormattableString.Invariant($"functions.python:{_cells}"), arguments), cancellation).ConfigureAwait(false);
        _cells++;
        string last = output.Text.TrimEnd('\n').Split('\n')[^1];
        if (output.IsError)
        {
            throw new Swe.SweRunnerException($"{_question.Id}: the published classes do not run: {last}");
        }

        return JsonSerializer.Deserialize<string?>(last);
    }

    /// <summary>A text as Python reads it: JSON's escapes are among Python's.</summary>
    private static string Literal(string text) => JsonSerializer.Serialize(text);
}
