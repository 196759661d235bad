using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Orleans.Activities;
using K2Sharp.Agents.Orleans.Hosting;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.Logging;

namespace K2Sharp.Agents.Orleans.Sessions;

/// <summary>Makes a run for as long as this silo has the right to.</summary>
internal sealed partial class SessionRunner(
    AgentJournal journal, IRunHost host, ToolDispatcher dispatcher, AgentSiloOptions options, ILogger<SessionRunner> logger)
{
    /// <summary>Takes the run's lease, and begins the run or goes on with it. Returns in any case: what went wrong is logged, and the run waits again.</summary>
    public async Task RunAsync(string run, CancellationToken leaving)
    {
        JournalWriter writer;
        RunRequest? request;
        try
        {
            request = journal.Request(run);
            writer = journal.Write(run);
        }
        catch (JournalException exception)
        {
            LogNotTaken(run, exception.Message);
            return;
        }

        using (writer)
        {
            if (request is not null)
            {
                await RunAsync(writer, request, leaving).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync(JournalWriter writer, RunRequest request, CancellationToken leaving)
    {
        LogTaken(writer.Run, writer.Lease.Epoch);
        try
        {
            HostedTools tools = await host.OpenToolsAsync(writer.Run, request, leaving).ConfigureAwait(false);
            await using (tools.ConfigureAwait(false))
            {
                RunPlan plan = host.Plan(writer.Run, request);
                var toolbox = new AgentToolbox(tools.Toolbox.Tools.Select(tool => tools.IsPortable(tool) ? new DispatchedTool(tool, dispatcher, writer.Lease.Epoch) : tool));
                var services = plan.Services with { Outputs = plan.Services.Outputs ?? tools.Outputs };
                AgentResult result = await new AgentRunner(plan.Client, toolbox, journal, plan.Options, services).RunAsync(writer, request, leaving).ConfigureAwait(false);
                LogLeft(writer.Run, result.Status, result.Reason);
                if (result.Status is AgentStatus.Failed)
                {
                    writer.Lease.Postpone(options.RetryAfter);
                }
            }
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            LogInterrupted(writer.Run);
        }
#pragma warning disable CA1031 // One run's trouble is not the silo's.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogTrouble(writer.Run, options.RetryAfter, exception);
            if (!writer.Lease.Lost.IsCancellationRequested)
            {
                writer.Lease.Postpone(options.RetryAfter);
            }
        }
    }

    [LoggerMessage(300, LogLevel.Information, "Run {Run} is made here, as its writer number {Epoch}")]
    private partial void LogTaken(string run, long epoch);

    [LoggerMessage(301, LogLevel.Debug, "Run {Run} is not made here: {Why}")]
    private partial void LogNotTaken(string run, string why);

    [LoggerMessage(302, LogLevel.Information, "Run {Run} is {Status}: {Reason}")]
    private partial void LogLeft(string run, AgentStatus status, string reason);

    [LoggerMessage(303, LogLevel.Information, "Run {Run} is left where it is: this silo is shut down")]
    private partial void LogInterrupted(string run);

    [LoggerMessage(304, LogLevel.Warning, "Run {Run} cannot go on here; it waits for {Delay}")]
    private partial void LogTrouble(string run, TimeSpan delay, Exception exception);
}
