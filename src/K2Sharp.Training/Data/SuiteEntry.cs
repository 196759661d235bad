namespace K2Sharp.Training.Data;

/// <summary>A family in a mixture.</summary>
/// <param name="Family">Where its tasks come from.</param>
/// <param name="Weight">Its share of the tasks, relative to the others'.</param>
/// <param name="Name">Its name in the mixture, as counts and options have it; normally the family's.</param>
internal sealed record SuiteEntry(ITaskFamily Family, double Weight, string Name)
{
    public SuiteEntry(ITaskFamily family, double weight)
        : this(family, weight, family.Name)
    {
    }
}
