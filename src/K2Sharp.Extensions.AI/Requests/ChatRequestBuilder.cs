using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>The one conversion from what a caller wants to what the engine runs.</summary>
internal sealed class ChatRequestBuilder(K2Engine engine, IConstraintFactory constraints)
{
    /// <summary>The engine's requests for the answers of a call, one each.</summary>
    /// <exception cref="K2RequestException">The call asks for something that is not supported.</exception>
    public ChatRequest[] Build(ChatCall call) => [.. Enumerable.Range(0, call.Choices).Select(choice => Build(call, choice))];

    /// <summary>The prompt that all answers of a call have in common.</summary>
    /// <param name="requests">What <see cref="Build(ChatCall)"/> gave.</param>
    public int[] Render(IReadOnlyList<ChatRequest> requests) => engine.RenderPrompt(requests[0]);

    private ChatRequest Build(ChatCall call, int choice)
    {
        SamplingOptions sampling = call.ToolChoice.Mode == ToolChoiceMode.None && call.Tools.Count > 0
            ? ForbiddenCalls.Apply(call.Sampling, engine.Tokenizer)
            : call.Sampling;
        return new ChatRequest
        {
            Messages = call.Messages,
            Tools = call.Tools,
            // Each answer draws from a stream of its own.
            Sampling = sampling.Seed is { } seed ? sampling with { Seed = unchecked(seed + choice) } : sampling,
            MaxTokens = call.MaxTokens,
            StopStrings = call.StopStrings,
            Thinking = call.Thinking,
            ThinkingBudget = call.ThinkingBudget,
            TopLogProbs = call.TopLogProbs,
            Constraint = constraints.Create(call),
            Priority = call.Priority,
        };
    }
}
