using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>
/// Keeps a model from calling tools that its prompt declares. The tools stay in the prompt, as in OpenAI's API, so that a turn without calls
/// still finds the conversation in the prefix cache; the two tokens that begin a call are made impossible instead.
/// </summary>
internal static class ForbiddenCalls
{
    private const float Never = -100f;
    private static readonly string[] s_beginnings = ["<|tool_calls_section_begin|>", "<|tool_call_section_begin|>", "<|tool_call_begin|>"];

    /// <summary>The same sampling without the beginnings of calls.</summary>
    public static SamplingOptions Apply(SamplingOptions sampling, K2Tokenizer tokenizer)
    {
        var bias = new Dictionary<int, float>(sampling.LogitBias);
        foreach (string beginning in s_beginnings)
        {
            if (tokenizer.TryGetSpecialId(beginning, out int id))
            {
                bias[id] = Never;
            }
        }

        return sampling with { LogitBias = bias };
    }
}
