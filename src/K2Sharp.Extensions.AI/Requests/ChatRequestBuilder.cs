using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Schema.ToolFormat;
using Microsoft.Extensions.Options;

namespace K2Sharp.Extensions.AI.Requests;

/// <summary>The one conversion from what a caller wants to what the engine runs.</summary>
internal sealed class ChatRequestBuilder(K2Engine engine, IConstraintFactory constraints, IOptions<K2Options>? options = null)
{
    private readonly bool _enforces = options?.Value.EnforceFormats ?? true;

    /// <summary>The engine's requests for the answers of a call, one each.</summary>
    /// <exception cref="K2RequestException">The call asks for something that is not supported.</exception>
    public ChatRequest[] Build(ChatCall call)
    {
        ChatRequest[] requests = [.. Enumerable.Range(0, call.Choices).Select(choice => Build(call, choice))];
        Check(requests[0]);
        return requests;
    }

    /// <summary>The prompt that all answers of a call have in common.</summary>
    /// <param name="requests">What <see cref="Build(ChatCall)"/> gave.</param>
    public int[] Render(IReadOnlyList<ChatRequest> requests) => engine.RenderPrompt(requests[0]);

    /// <summary>Refuses what cannot be enforced now, before anything is admitted or streamed.</summary>
    private void Check(ChatRequest request)
    {
        try
        {
            FormatConstraints.Check(engine, request);
        }
        catch (AnswerFormatException exception)
        {
            throw exception.Field is { } field
                ? new K2RequestException(field, exception.Message[(field.Length + 2)..])
                : new K2RequestException(exception.Message, exception);
        }
    }

    private ChatRequest Build(ChatCall call, int choice)
    {
        ITokenConstraint? own = constraints.Create(call);
        bool isForbidden = call.ToolChoice.Mode == ToolChoiceMode.None && call.Tools.Count > 0;
        SamplingOptions sampling = isForbidden && (own is not null || !_enforces) ? ForbiddenCalls.Apply(call.Sampling, engine.Tokenizer) : call.Sampling;
        return new ChatRequest
        {
            Messages = call.Messages,
            Tools = call.Tools,
            ToolChoice = own is null ? call.ToolChoice.Rule : ToolCallRule.Auto,
            AllowParallelToolCalls = call.AllowsParallelToolCalls,
            ResponseFormat = own is null ? call.Format.Rule : null,
            EnforceFormat = _enforces,
            // Each answer draws from a stream of its own.
            Sampling = sampling.Seed is { } seed ? sampling with { Seed = unchecked(seed + choice) } : sampling,
            MaxTokens = call.MaxTokens,
            StopStrings = call.StopStrings,
            Thinking = call.Thinking,
            ThinkingBudget = call.ThinkingBudget,
            TopLogProbs = call.TopLogProbs,
            Constraint = own,
            Priority = call.Priority,
        };
    }
}
