using Orleans.Placement;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>Marks a grain class of <see cref="NamedSiloPlacement"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedSiloPlacementAttribute() : PlacementAttribute(new NamedSiloPlacement());
