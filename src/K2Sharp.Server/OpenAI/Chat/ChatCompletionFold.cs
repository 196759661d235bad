using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Generation;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Adds up the pieces of a stream to the answer that is sent whole: the two cannot differ.</summary>
internal sealed class ChatCompletionFold(int choices)
{
    private readonly ChoiceFold[] _choices = [.. Enumerable.Range(0, choices).Select(_ => new ChoiceFold())];

    public void Add(ChatCompletionChunk chunk)
    {
        foreach (ChunkChoice choice in chunk.Choices)
        {
            _choices[choice.Index].Add(choice);
        }
    }

    public ChatCompletion Build(ResponseIdentity identity, AnswerTotals totals, bool reportsLogProbs) => new()
    {
        Id = identity.Id,
        Created = identity.Created,
        Model = identity.Model,
        SystemFingerprint = identity.Fingerprint,
        Choices = [.. _choices.Select((choice, index) => choice.Build(index, reportsLogProbs))],
        Usage = Usage.Of(totals),
    };
}
