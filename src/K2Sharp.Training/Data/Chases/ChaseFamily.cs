namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Pointer chases: a tool gives the next key until there is none, and the answer repeats a code word that only the request named, with
/// the last key and the number of calls.
/// </summary>
/// <param name="lengths">Calls from the request to the end.</param>
/// <param name="cropShare">How many of the tasks start in the middle of a long chase.</param>
internal sealed class ChaseFamily(ChaseLengths lengths, double cropShare = 0) : ITaskFamily
{
    /// <summary>The main mixture's: short ones, every second from the middle of a long one.</summary>
    public ChaseFamily()
        : this(ChaseLengths.Short, cropShare: 0.5)
    {
    }

    public string Name => "chase";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        int hops = lengths.Draw(random);
        if (!random.Chance(cropShare))
        {
            return ChaseMaker.Whole(random, split, Name, ChaseMaker.Draw(random, split, hops));
        }

        int shown = random.Next(1, 4);
        return ChaseMaker.Crop(random, split, Name, ChaseMaker.Draw(random, split, 1 + shown + hops), shown);
    }
}
