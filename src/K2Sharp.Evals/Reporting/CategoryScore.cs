using K2Sharp.Evals.Running;

namespace K2Sharp.Evals.Reporting;

/// <summary>The score of a category.</summary>
/// <param name="Category">Its name.</param>
/// <param name="Questions">How many questions it has here.</param>
/// <param name="Score">The mean with its interval.</param>
internal sealed record CategoryScore(string Category, int Questions, Estimate Score)
{
    public static CategoryScore Of(IGrouping<string, AttemptRecord> records)
    {
        double[][] questions = [.. records.GroupBy(record => record.Id, StringComparer.Ordinal).Select(group => group.Select(record => record.Score).ToArray())];
        return new CategoryScore(records.Key, questions.Length, Estimate.Of(questions));
    }
}
