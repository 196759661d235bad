namespace K2Sharp.Training.Tokens;

/// <summary>A word of the corpus while its vocabulary is learned.</summary>
/// <param name="text">Its UTF-8 bytes as Latin-1 characters.</param>
/// <param name="count">How often it occurs.</param>
internal sealed class VocabularyWord(string text, long count)
{
    public string Text => text;

    public long Count => count;

    /// <summary>The ids that the tokens learned so far encode it to; at first its bytes.</summary>
    public List<int> Parts { get; } = [.. text.Select(value => (int)value)];
}
