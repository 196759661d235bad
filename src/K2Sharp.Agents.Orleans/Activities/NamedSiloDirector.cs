using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>Sends a grain to the silo that its key names.</summary>
internal sealed class NamedSiloDirector : IPlacementDirector
{
    /// <exception cref="SiloUnavailableException">The silo is not there any more.</exception>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress silo = ToolGrainKey.Silo(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new SiloUnavailableException($"silo {silo} is not there");
    }
}
