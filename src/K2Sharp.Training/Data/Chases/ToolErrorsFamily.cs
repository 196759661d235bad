namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Tools that fail: a call that times out is made again, up to three times; a key that is not found, or that times out a fourth time,
/// ends the task with an honest report.
/// </summary>
/// <param name="others">Families whose tasks get a time-out now and then, such as the calculator; empty for chases alone.</param>
internal sealed class ToolErrorsFamily(IReadOnlyList<ITaskFamily> others) : ITaskFamily
{
    private const double OtherShare = 0.35;
    private const double CropShare = 0.2;
    private const int MostHops = 5;

    public ToolErrorsFamily()
        : this([])
    {
    }

    public string Name => "tool-errors";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        if (others.Count > 0 && random.Chance(OtherShare) && FlakyTask.TryCreate(Name, random.Pick(others).Create(random, split), random) is { } flaky)
        {
            return flaky;
        }

        int hops = random.Next(1, MostHops + 1);
        bool isCrop = random.Chance(CropShare);
        int shown = isCrop ? random.Next(1, 3) : 0;
        int first = isCrop ? shown + 1 : 0;
        Chase chase = Fail(random, ChaseMaker.Draw(random, split, first + hops, hasCodeWord: random.Chance(0.6)), first);
        return isCrop ? ChaseMaker.Crop(random, split, Name, chase, shown) : ChaseMaker.Whole(random, split, Name, chase);
    }

    /// <summary>Half of the chases time out once or twice, a quarter miss a key, a tenth never recover, the rest goes well.</summary>
    private static Chase Fail(TaskRandom random, Chase chase, int first)
    {
        var timeouts = new Dictionary<string, int>(StringComparer.Ordinal);
        double kind = random.NextDouble();
        if (kind < 0.6)
        {
            timeouts[chase.Keys[random.Next(first, chase.Keys.Count)]] = random.Next(1, Chase.MostRetries + 1);
        }

        if (kind is >= 0.5 and < 0.7)
        {
            timeouts[chase.Keys[random.Next(first, chase.Keys.Count)]] = kind < 0.6 ? 1 : Chase.MostRetries + 1;
        }

        return chase with { Timeouts = timeouts, LastIsMissing = kind is (> 0.45 and < 0.5) or (>= 0.7 and < 0.92) };
    }
}
