namespace K2Sharp.Server.Metrics;

/// <summary>Where /metrics reads the engine.</summary>
internal interface IEngineGaugeSource
{
    /// <summary>The engine now; null where there is none.</summary>
    EngineGauges? Read();
}
