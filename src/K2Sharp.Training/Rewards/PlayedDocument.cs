using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Tokens;

namespace K2Sharp.Training.Rewards;

/// <summary>A model's episode as the ids that it read and wrote, to be trained on.</summary>
internal static class PlayedDocument
{
    /// <summary>
    /// The document of the last turn, with every turn's generated ids as targets; null where an earlier turn's ids do not stand in it as they
    /// were drawn (its text tokenizes differently, or results were hidden since).
    /// </summary>
    public static TokenDocument? Of(PlayedEpisode played)
    {
        if (played.Turns.Count == 0)
        {
            return null;
        }

        PlayedTurn last = played.Turns[^1];
        int[] ids = [.. last.Prompt, .. last.Generated];
        byte[] trained = new byte[ids.Length];
        foreach (PlayedTurn turn in played.Turns)
        {
            int end = turn.PromptTokens + turn.Generated.Length;
            if (end > ids.Length || !ids.AsSpan(turn.PromptTokens, turn.Generated.Length).SequenceEqual(turn.Generated))
            {
                return null;
            }

            trained.AsSpan(turn.PromptTokens..end).Fill(1);
        }

        return new TokenDocument(ids, trained, [.. played.Turns.Select(turn => turn.PromptTokens)], played.Episode.Task.Family);
    }
}
