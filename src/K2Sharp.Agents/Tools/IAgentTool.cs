using System.Text.Json;

namespace K2Sharp.Agents.Tools;

/// <summary>A tool that the model may call. Its output is data for the model: it never becomes markup or a system turn.</summary>
public interface IAgentTool
{
    /// <summary>The name: letters, digits, <c>_</c> and <c>-</c>.</summary>
    string Name { get; }

    /// <summary>What it does, for the model.</summary>
    string Description { get; }

    /// <summary>The JSON Schema of the arguments' object.</summary>
    JsonElement Parameters { get; }

    /// <summary>What a call changes; decides what happens to a call that was running when the process was killed.</summary>
    ToolEffect Effect { get; }

    /// <summary>Whether calls may run at the same time as other calls of the same turn.</summary>
    bool RunsInParallel { get; }

    /// <summary>Runs a call whose arguments have been checked.</summary>
    /// <returns>What the model sees. Errors that the model can do something about are outputs too; see <see cref="ToolOutput.Error"/>.</returns>
    Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation);
}
