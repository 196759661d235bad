using System.Text.Json.Serialization;

namespace K2Sharp.Server.Anthropic.Protocol;

/// <summary>What an event adds to a block, or to the answer.</summary>
[JsonPolymorphic]
[JsonDerivedType(typeof(BlockDelta))]
[JsonDerivedType(typeof(EndDelta))]
internal abstract record EventDelta;
