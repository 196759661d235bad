namespace K2Sharp.Training.Data.Chases;

/// <summary>Chases whose results carry values; a running sum or maximum goes from thought to thought and into the answer.</summary>
/// <param name="lengths">Calls from the request to the end; at most 100, so that a sum stays below 1,000.</param>
/// <param name="cropShare">How many of the tasks start in the middle of a long chase, with a sum of up to three digits.</param>
internal sealed class ChaseStateFamily(ChaseLengths lengths, double cropShare = 0) : ITaskFamily
{
    /// <summary>The main mixture's: short ones, every other from the middle of a long one.</summary>
    public ChaseStateFamily()
        : this(new ChaseLengths(1, 5), cropShare: 0.5)
    {
    }

    public string Name => "chase-state";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        int hops = lengths.Draw(random);
        CarriedState state = random.Chance(0.6) ? RunningSum.Instance : RunningMaximum.Instance;
        if (!random.Chance(cropShare))
        {
            return ChaseMaker.Whole(random, split, Name, ChaseMaker.Draw(random, split, hops, state: state));
        }

        int shown = random.Next(1, 3);
        return ChaseMaker.Crop(random, split, Name, ChaseMaker.Draw(random, split, 1 + shown + hops, state: state), shown);
    }
}
