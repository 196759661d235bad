using K2Sharp.Extensions.AI.Requests;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>A request that was found to be valid.</summary>
/// <param name="Call">What to answer.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="IsStream">Whether the answer is sent as it comes.</param>
/// <param name="IncludesUsage">Whether a stream ends with the usage.</param>
internal sealed record ChatCompletionCall(ChatCall Call, string Model, bool IsStream, bool IncludesUsage)
{
    /// <summary>Whether log probabilities are reported.</summary>
    public bool ReportsLogProbs => Call.TopLogProbs is not null;
}
