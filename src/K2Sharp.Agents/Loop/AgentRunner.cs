using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Loop;

/// <summary>
/// Drives a model through a task: model, check, tools, journal, make room, again. It works over any <see cref="IChatClient"/>, and every
/// decision is a function of the journal, so a run that was killed goes on where it was.
/// </summary>
public sealed class AgentRunner
{
    private readonly AgentJournal _journal;
    private readonly AgentParts _parts;

    /// <summary>A runner; it can make many runs, also at the same time.</summary>
    /// <param name="client">The model. Function invocation must not be built into it.</param>
    /// <param name="toolbox">The tools.</param>
    /// <param name="journal">Where runs are kept.</param>
    /// <param name="options">How runs are made.</param>
    /// <param name="services">What else it may need.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public AgentRunner(IChatClient client, AgentToolbox toolbox, AgentJournal journal, AgentOptions? options = null, AgentServices? services = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(toolbox);
        ArgumentNullException.ThrowIfNull(journal);
        options ??= new AgentOptions();
        options.Validate();
        services ??= new AgentServices();
        _journal = journal;
        Action<AgentEvent> report = services.Events ?? (_ => { });
        _parts = new AgentParts(
            toolbox,
            options,
            services.Clock,
            new ContextKeeper(options.Context, services.Tokens, toolbox.ToJson()),
            new CallRunner(toolbox, options, services.Validator, services.Approver, services.Outputs, services.Clock),
            new ModelCaller(client, options.Retries, services.Clock, report),
            report);
    }

    /// <summary>Runs a task from its beginning.</summary>
    /// <param name="task">The user's message.</param>
    /// <param name="label">What the run is part of, for lists.</param>
    /// <param name="cancellation">Interrupts the run; it can be resumed.</param>
    public async Task<AgentResult> RunAsync(string task, string? label = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        using JournalWriter writer = _journal.Create(Start(task), label);
        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Goes on with a run that was killed or interrupted. A run that has ended gives its result again, unless the user has more to say.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="message">What the user adds; null for nothing.</param>
    /// <param name="cancellation">Interrupts the run; it can be resumed.</param>
    /// <exception cref="JournalException">There is no such run, or another process is at it.</exception>
    public async Task<AgentResult> ResumeAsync(string run, string? message = null, CancellationToken cancellation = default)
    {
        using JournalWriter writer = _journal.Write(run);
        if (message is not null)
        {
            RunState state = RunState.Of(_journal.Read(run));
            if (state.Pending is null)
            {
                writer.Append(new NoticeGiven(NoticeReason.User, message));
            }
            else
            {
                throw new JournalException($"run {run} was interrupted between a call and its result: resume it first, and speak to it then");
            }
        }

        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a run that was asked for with <see cref="AgentJournal.Submit"/>: begins it, or goes on with it.</summary>
    /// <param name="writer">The right to write the run; the caller gives it back.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="cancellation">Interrupts the run; it can be taken up again.</param>
    /// <exception cref="JournalException">The right to write was lost: somebody else makes the run now.</exception>
    public async Task<AgentResult> RunAsync(JournalWriter writer, RunRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(request);
        if (_journal.Read(writer.Run).Count == 0)
        {
            writer.Append(Start(request.Task));
        }

        return await ContinueAsync(writer, cancellation).ConfigureAwait(false);
    }

    private RunStarted Start(string task)
    {
        AgentOptions options = _parts.Options;
        return new() { Task = task, System = options.System, Seed = options.Seed, Model = options.Model, Tools = _parts.Toolbox.ToJson(), Settings = options.Settings };
    }

    private async Task<AgentResult> ContinueAsync(JournalWriter writer, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, writer.Lease.Lost);
        try
        {
            return await FoldAndRunAsync(writer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (writer.Lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new JournalException($"the right to write run {writer.Run} was lost: the database could not be reached in time, or somebody else makes the run now", exception);
        }
    }

    private async Task<AgentResult> FoldAndRunAsync(JournalWriter writer, CancellationToken cancellation)
    {
        RunState state = RunState.Of(_journal.Read(writer.Run));
        if (state.End is null)
        {
            RequireSameTools(state.Start);
        }

        return await new RunLoop(new RunJournal(writer, state, _parts.Report), _parts).RunAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A conversation about tools that are not there any more leads nowhere, and neither does one whose prompt suddenly begins otherwise.</summary>
    private void RequireSameTools(RunStarted start)
    {
        string[] then = [.. start.Tools.Select(AgentToolbox.NameIn)];
        string[] now = [.. _parts.Toolbox.Tools.Select(tool => tool.Name)];
        if (!then.SequenceEqual(now, StringComparer.Ordinal))
        {
            throw new JournalException($"the run was begun with the tools {Names(then)}, and is now given {Names(now)}: give it the same");
        }

        static string Names(string[] names) => names.Length == 0 ? "(none)" : string.Join(", ", names);
    }
}
