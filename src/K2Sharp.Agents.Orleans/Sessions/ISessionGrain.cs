using Orleans;

namespace K2Sharp.Agents.Orleans.Sessions;

/// <summary>A run in the cluster; its key is the run's id. There is one at a time, on the silo that makes the run.</summary>
[Alias("k2.session")]
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Takes up the run, unless it is being made or there is no room. Returns at once.</summary>
    [Alias("Continue")]
    [ResponseTimeout("00:00:20")]
    Task ContinueAsync();
}
