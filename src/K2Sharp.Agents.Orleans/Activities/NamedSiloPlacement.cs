using Orleans.Runtime;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>A grain lives on the silo that its key names, or not at all.</summary>
internal sealed class NamedSiloPlacement : PlacementStrategy;
