namespace K2Sharp.Training.Evaluation;

/// <summary>How one variant of a model did: a column of the table.</summary>
internal sealed record VariantResult(string Name, string Meaning, IReadOnlyList<FamilyResult> Families)
{
    /// <summary>The result on a family; null where it was not reached.</summary>
    public FamilyResult? Find(string family) => Families.FirstOrDefault(result => string.Equals(result.Family, family, StringComparison.Ordinal));
}
