using K2Sharp.Training.Model;

namespace K2Sharp.Training.Runs;

/// <summary>Steps over documents, prepared ahead on another thread.</summary>
internal sealed class DocumentSteps(Func<long, RaggedBatch[]> make, long first, long beyond) : IStepSource
{
    private readonly BatchQueue _queue = new(make, first, beyond);

    public TrainingStep Next(long step, CancellationToken cancellationToken)
    {
        RaggedBatch[] parts = _queue.Take(cancellationToken);
        return new TrainingStep(parts, new SupervisedLoss(parts));
    }

    public void Dispose() => _queue.Dispose();
}
