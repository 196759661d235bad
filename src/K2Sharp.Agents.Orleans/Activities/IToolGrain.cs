using Orleans;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>The tools of one run on one silo; the key names both, see <see cref="ToolGrainKey"/>.</summary>
[Alias("k2.tools")]
internal interface IToolGrain : IGrainWithStringKey
{
    /// <summary>Runs a call, if the silo has room. A call that must not happen twice and is known here is not run again: its output is given.</summary>
    [Alias("Run")]
    [ResponseTimeout("1.00:00:00")]
    Task<ToolAnswer> RunAsync(ToolCall call, CancellationToken cancellation);

    /// <summary>The output of a call that runs here or has run here, once it is there; <see cref="ToolAnswerState.Unknown"/> when there is no such call.</summary>
    [Alias("Join")]
    [ResponseTimeout("1.00:00:00")]
    Task<ToolAnswer> JoinAsync(string key, CancellationToken cancellation);
}
