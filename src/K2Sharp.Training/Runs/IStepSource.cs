namespace K2Sharp.Training.Runs;

/// <summary>Where a phase's steps come from: documents, or the model's own rollouts.</summary>
internal interface IStepSource : IDisposable
{
    /// <summary>The input of the phase's next step. Steps are asked for in order.</summary>
    /// <param name="step">The step, counted over the whole run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    TrainingStep Next(long step, CancellationToken cancellationToken);
}
