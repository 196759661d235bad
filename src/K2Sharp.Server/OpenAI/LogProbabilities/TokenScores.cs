using System.Text;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Server.OpenAI.LogProbabilities;

/// <summary>Log probabilities in the shapes of OpenAI's API.</summary>
internal static class TokenScores
{
    // JSON has no negative infinity; OpenAI writes this for what is impossible.
    private const float Impossible = -9999f;

    /// <summary>The scores of tokens with their alternatives.</summary>
    public static TokenScore[] Of(IReadOnlyList<ScoredToken> tokens, K2Tokenizer tokenizer) => [.. tokens.Select(token => new TokenScore
    {
        Token = Text(token.Token, tokenizer),
        LogProb = Finite(token.LogProbs.LogProb),
        Bytes = Bytes(token.Token, tokenizer),
        TopLogProbs = [.. token.LogProbs.Top.Select(other => Of(other, tokenizer))],
    })];

    /// <summary>A token's text; U+FFFD stands for bytes that alone are no character.</summary>
    public static string Text(int token, K2Tokenizer tokenizer) => Encoding.UTF8.GetString(tokenizer.GetBytes(token));

    /// <summary>A log probability that JSON can hold.</summary>
    public static float Finite(float logProb) => float.IsFinite(logProb) ? logProb : Impossible;

    private static TokenScore Of(TokenLogProb token, K2Tokenizer tokenizer) =>
        new() { Token = Text(token.Token, tokenizer), LogProb = Finite(token.LogProb), Bytes = Bytes(token.Token, tokenizer) };

    private static int[] Bytes(int token, K2Tokenizer tokenizer)
    {
        ReadOnlySpan<byte> bytes = tokenizer.GetBytes(token);
        int[] numbers = new int[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            numbers[i] = bytes[i];
        }

        return numbers;
    }
}
