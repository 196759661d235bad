namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>The columns in which the model card reports a reasoning benchmark.</summary>
internal enum CardMode
{
    /// <summary>Without tools.</summary>
    Plain,

    /// <summary>With tools.</summary>
    Tools,

    /// <summary>With tools, eight trajectories that are aggregated.</summary>
    Heavy,
}
