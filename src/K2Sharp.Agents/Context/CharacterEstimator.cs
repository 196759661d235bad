namespace K2Sharp.Agents.Context;

/// <summary>An estimate that errs towards too many: three UTF-8 bytes a token. Only what was added since the last reported usage is estimated.</summary>
public sealed class CharacterEstimator : ITokenEstimator
{
    private const int BytesPerToken = 3;

    /// <summary>The estimator.</summary>
    public static CharacterEstimator Instance { get; } = new();

    /// <inheritdoc/>
    public int Count(string text) => (System.Text.Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}
