namespace K2Sharp.Training.Evaluation;

/// <summary>Why episodes failed, with one of them.</summary>
/// <param name="Why">The judge's words, numbers and quotations left out, so that like failures count together.</param>
/// <param name="Count">How many failed so.</param>
/// <param name="Example">The first: its index, the judge's exact words and the end of the conversation.</param>
internal sealed record FailureReason(string Why, int Count, string Example);
