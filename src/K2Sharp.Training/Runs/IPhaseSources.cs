using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Runs;

/// <summary>Opens the source of a phase's steps.</summary>
internal interface IPhaseSources
{
    /// <param name="phase">The phase.</param>
    /// <param name="start">The phase's first step.</param>
    /// <param name="step">The first step to be taken now.</param>
    /// <param name="beyond">One more than the last step to be taken.</param>
    /// <param name="trainer">The model, for phases that sample from it.</param>
    /// <param name="batches">Lays documents into batches.</param>
    /// <param name="log">Takes events of the phase's own.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    IStepSource Open(Phase phase, int start, long step, long beyond, Trainer trainer, BatchMaker batches, MetricsLog log, CancellationToken cancellationToken);
}
