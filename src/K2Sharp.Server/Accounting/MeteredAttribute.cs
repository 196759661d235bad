namespace K2Sharp.Server.Accounting;

/// <summary>Marks the endpoints that generate tokens: limits on requests and concurrency count these alone.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class MeteredAttribute : Attribute;
