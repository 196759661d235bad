namespace K2Sharp.Training.Data.Chases;

/// <summary>Ways to say one thing: those of training, and some that only the held-out side sees.</summary>
internal sealed class Wording(IReadOnlyList<string> train, IReadOnlyList<string> heldOut)
{
    /// <summary>One of them; the held-out side uses its own half of the time.</summary>
    public string Pick(TaskRandom random, Split split) => random.Pick(split == Split.HeldOut && random.Chance(0.5) ? heldOut : train);
}
