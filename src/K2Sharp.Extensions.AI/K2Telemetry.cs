namespace K2Sharp.Extensions.AI;

/// <summary>Names of the meter and the activity source, by OpenTelemetry's GenAI conventions.</summary>
public static class K2Telemetry
{
    /// <summary>The meter and the activity source.</summary>
    public const string Name = "K2Sharp";
}
