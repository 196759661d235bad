namespace K2Sharp.Agents.Tools;

/// <summary>Whoever can be asked whether a call may run.</summary>
public interface IToolApprover
{
    /// <summary>Asks.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The arguments' JSON text.</param>
    /// <param name="cancellation">Ends the question.</param>
    Task<bool> ApproveAsync(string tool, string arguments, CancellationToken cancellation);
}
