using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Generation;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Turns the steps of answers into pieces of a stream.</summary>
internal sealed class ChunkFactory(ResponseIdentity identity, K2Tokenizer tokenizer, bool reportsLogProbs)
{
    /// <summary>The first piece of an answer: who speaks.</summary>
    public ChatCompletionChunk Begin(int choice) => Chunk(new ChunkChoice { Index = choice, Delta = new ChatDelta { Role = "assistant", Content = string.Empty } });

    /// <summary>The piece of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="totals">What the answer has taken so far; reported where it ends.</param>
    public ChatCompletionChunk Next(AnswerStep step, AnswerTotals totals) => Chunk(new ChunkChoice
    {
        Index = step.Choice,
        Delta = Delta(step.Event),
        LogProbs = reportsLogProbs && step.Tokens.Count > 0 ? new ChoiceLogProbs { Content = TokenScores.Of(step.Tokens, tokenizer) } : null,
        FinishReason = (step.Event as Finished)?.Reason,
        Usage = step.Event is Finished ? Usage.Of(totals) : null,
    });

    /// <summary>The piece without choices that ends a stream whose client asked for usage.</summary>
    public ChatCompletionChunk End(AnswerTotals totals) => new()
    {
        Id = identity.Id,
        Created = identity.Created,
        Model = identity.Model,
        SystemFingerprint = identity.Fingerprint,
        Choices = [],
        Usage = Usage.Of(totals),
    };

    private static ChatDelta Delta(AssistantEvent item) => item switch
    {
        ReasoningDelta reasoning => new ChatDelta { ReasoningContent = reasoning.Text },
        TextDelta text => new ChatDelta { Content = text.Text },
        ToolCallStarted start => new ChatDelta
        {
            ToolCalls = [new ToolCallDelta { Index = start.Index, Id = start.Id, Type = "function", Function = new FunctionDelta { Name = start.Name, Arguments = string.Empty } }],
        },
        ToolArgumentsDelta arguments => new ChatDelta { ToolCalls = [new ToolCallDelta { Index = arguments.Index, Function = new FunctionDelta { Arguments = arguments.Text } }] },
        _ => new ChatDelta(),
    };

    private ChatCompletionChunk Chunk(ChunkChoice choice) => new()
    {
        Id = identity.Id,
        Created = identity.Created,
        Model = identity.Model,
        SystemFingerprint = identity.Fingerprint,
        Choices = [choice],
    };
}
