using K2Sharp.Agents.Context;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Cli.Agents;

/// <summary>Counts with the model's own tokenizer.</summary>
internal sealed class TokenizerEstimator(K2Tokenizer tokenizer) : ITokenEstimator
{
    public int Count(string text) => tokenizer.Encode(text).Length;
}
