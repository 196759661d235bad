using K2Sharp.Training.Model;

namespace K2Sharp.Training.Runs;

/// <summary>One optimizer step: what goes in and what is minimised.</summary>
/// <param name="Parts">Batches, one per thread.</param>
/// <param name="Loss">The loss.</param>
internal sealed record TrainingStep(RaggedBatch[] Parts, IPartLoss Loss)
{
    public int Tokens => Parts.Sum(part => part.Ids.Length);
}
