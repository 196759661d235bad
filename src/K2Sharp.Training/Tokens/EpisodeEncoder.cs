using K2Sharp.Text.ChatTemplate;
using K2Sharp.Text.Tokenization;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tokens;

/// <summary>
/// Turns conversations into token documents. The ids are those of the engine: up to a turn those of its prompt, then what the model
/// generates, from <c>&lt;think&gt;</c> to <c>&lt;|im_end|&gt;</c>.
/// </summary>
internal sealed class EpisodeEncoder(K2Tokenizer tokenizer)
{
    public K2Tokenizer Tokenizer => tokenizer;

    /// <summary>Encodes an episode as it is, every turn after the opening being a target.</summary>
    public TokenDocument Encode(Episode episode) => Encode(episode.Task, episode.Messages, episode.Task.Opening.Count);

    /// <summary>Encodes a conversation.</summary>
    /// <param name="task">The task, for its tools and its forced thought.</param>
    /// <param name="shown">The messages as the model sees them, the opening first.</param>
    /// <param name="firstTrained">The index in <paramref name="shown"/> from which on assistant messages are targets.</param>
    /// <exception cref="ArgumentException">
    /// A target stands at or before an answer that is not the last message: the template drops thoughts there, so the targets are gone.
    /// </exception>
    public TokenDocument Encode(TrainingTask task, IReadOnlyList<ChatMessage> shown, int firstTrained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstTrained);
        for (int i = firstTrained; i < shown.Count - 1; i++)
        {
            if (EpisodePrompt.IsAnswer(shown[i]))
            {
                throw new ArgumentException($"message {i} is an answer in the middle of what is to be trained; train after it, or cut the conversation there", nameof(firstTrained));
            }
        }

        var ids = new List<int>();
        var trained = new List<byte>();
        var turnStarts = new List<int>();

        // What the template prints before the first message are messages in form.
        int message = -((task.Tools.Count > 0 ? 1 : 0) + (shown.Count > 0 && HasRole(shown[0], ChatRole.System) ? 0 : 1));
        int forced = task.ForcedThought is null ? -1 : task.Opening.Count;
        bool isTarget = false;
        foreach (PromptSegment segment in EpisodePrompt.Render(task, shown))
        {
            string? markup = segment.IsSpecial ? segment.Text : null;
            if (markup is K2Markup.System or K2Markup.User or K2Markup.Assistant && message >= 0 && IsTurn(shown[message]))
            {
                turnStarts.Add(ids.Count);
            }

            Append(segment, ids);
            while (trained.Count < ids.Count)
            {
                trained.Add(isTarget ? (byte)1 : (byte)0);
            }

            switch (markup)
            {
                case K2Markup.Middle:
                    isTarget = IsTarget(message) && message != forced;
                    break;
                case K2Markup.ThinkEnd:
                    isTarget = IsTarget(message);
                    break;
                case K2Markup.End:
                    isTarget = false;
                    message++;
                    break;
                default:
                    break;
            }
        }

        return new TokenDocument([.. ids], [.. trained], [.. turnStarts], task.Family);

        bool IsTarget(int index) => index >= firstTrained && HasRole(shown[index], ChatRole.Assistant);
    }

    private void Append(PromptSegment segment, List<int> ids)
    {
        if (!segment.IsSpecial)
        {
            tokenizer.Encode(segment.Text, allowSpecials: false, ids);
        }
        else if (tokenizer.TryGetSpecialId(segment.Text, out int id))
        {
            ids.Add(id);
        }
        else
        {
            throw new TokenizerException($"{segment.Text} is not a special token of this vocabulary");
        }
    }

    private static bool IsTurn(ChatMessage message) =>
        HasRole(message, ChatRole.User) || HasRole(message, ChatRole.Assistant) || HasRole(message, ChatRole.Tool);

    private static bool HasRole(ChatMessage message, string role) => string.Equals(message.Role, role, StringComparison.Ordinal);
}
