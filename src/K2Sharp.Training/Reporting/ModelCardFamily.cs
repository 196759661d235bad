namespace K2Sharp.Training.Reporting;

/// <summary>A task family of the training data.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="What">What its tasks ask for.</param>
/// <param name="Share">Its share of the documents, 0 to 1.</param>
/// <param name="Phrasings">How many ways its prompts are worded; null where nobody counted.</param>
internal sealed record ModelCardFamily(string Name, string What, double Share, int? Phrasings);
