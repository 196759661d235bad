namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Chases whose old results are hidden, as K2's runner does when the context is full. The counter and the code word go on in the
/// thoughts, which stay.
/// </summary>
/// <param name="lengths">Calls from the request to the end.</param>
/// <param name="hiding">How results get hidden; null draws a rule for each task.</param>
/// <param name="cropShare">How many of the tasks start in the middle of a long chase with its results hidden.</param>
internal sealed class HiddenResultsFamily(ChaseLengths lengths, HiddenResults? hiding = null, double cropShare = 0) : ITaskFamily
{
    private static readonly HiddenResults[] s_rules = [new(3, 1), new(4, 2), new(6, 2)];

    /// <summary>The main mixture's. Only the turns after the last hidden result are trained, so most tasks are crops.</summary>
    public HiddenResultsFamily()
        : this(new ChaseLengths(8, 20), cropShare: 0.7)
    {
    }

    public string Name => "hidden-results";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        HiddenResults rule = hiding ?? random.Pick(s_rules);
        if (!random.Chance(cropShare))
        {
            return ChaseMaker.Whole(random, split, Name, ChaseMaker.Draw(random, split, lengths.Draw(random)), rule);
        }

        // So many steps that the rule hides all of them but the latest it keeps, as if it had just been applied.
        int shown = rule.Most + 1;
        int hops = random.Next(1, rule.Most - rule.Keep + 3);
        return ChaseMaker.Crop(random, split, Name, ChaseMaker.Draw(random, split, 1 + shown + hops), shown, rule);
    }
}
