namespace K2Sharp.Server.Metrics;

/// <summary>Where /metrics reads the engine.</summary>
internal interface IEngineGaugeSource
{
    /// <summary>The engine now; null while it is being loaded.</summary>
    EngineGauges? Read();
}
