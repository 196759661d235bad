namespace K2Sharp.Training.Tokens;

/// <summary>A word of the corpus while its vocabulary is learned.</summary>
/// <param name="bytes">Its UTF-8 bytes.</param>
/// <param name="count">How often it occurs.</param>
internal sealed class VocabularyWord(byte[] bytes, long count)
{
    public long Count => count;

    /// <summary>The ids that the tokens learned so far encode it to; at first its bytes.</summary>
    public List<int> Parts { get; } = [.. bytes.Select(value => (int)value)];
}
