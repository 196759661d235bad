namespace K2Sharp.Training.Tokens;

/// <summary>A token that could be learned next: the union of two neighbours, wherever it is cut in two.</summary>
/// <param name="text">Its bytes as Latin-1 characters.</param>
internal sealed class MergeCandidate(string text)
{
    public string Text => text;

    /// <summary>How often the corpus has it as two neighbours.</summary>
    public long Count { get; set; }

    /// <summary>The words that have, or had, such neighbours.</summary>
    public HashSet<VocabularyWord> Words { get; } = [];
}
