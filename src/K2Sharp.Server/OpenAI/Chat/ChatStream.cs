using System.Runtime.CompilerServices;
using K2Sharp.Extensions.AI.Answers;
using K2Sharp.Server.Generation;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>The pieces of a request's answers, in order. Read once, either to be sent or to be added up.</summary>
internal sealed class ChatStream(RunningChat chat, ChunkFactory chunks, int choices)
{
    private readonly bool[] _hasBegun = new bool[choices];

    /// <summary>Runs the answers. The request is booked before the last piece is handed out.</summary>
    public async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(bool includesUsage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (AnswerStep step in chat.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_hasBegun[step.Choice])
            {
                _hasBegun[step.Choice] = true;
                yield return chunks.Begin(step.Choice);
            }

            yield return chunks.Next(step, chat.TotalsOf(step.Choice));
        }

        if (includesUsage)
        {
            yield return chunks.End(chat.Totals);
        }
    }
}
