using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data.Chases;

/// <summary>Wrong episodes made from a right one.</summary>
internal static class EpisodeMutations
{
    public static IEnumerable<(string Name, Episode Episode)> Of(Episode episode)
    {
        IReadOnlyList<AssistantTurn> turns = episode.Turns;
        yield return ("unfinished", episode with { IsComplete = false });
        yield return ("empty answer", With(episode, turns.Count - 1, turns[^1] with { Content = string.Empty }));
        for (int i = 0; i < episode.Answer.Length; i++)
        {
            // Each number, and each word of the key and the code word, is off by one letter somewhere.
            char letter = episode.Answer[i];
            if (char.IsAsciiDigit(letter) || (char.IsAsciiLetterLower(letter) && IsValue(episode.Answer, i)))
            {
                char other = letter == '9' ? '1' : letter == 'z' ? 'b' : (char)(letter + 1);
                string answer = episode.Answer[..i] + other + episode.Answer[(i + 1)..];
                yield return ($"letter {i}", With(episode, turns.Count - 1, turns[^1] with { Content = answer }));
            }
        }

        for (int i = 0; i < turns.Count - 1; i++)
        {
            ToolRequest call = turns[i].Calls[0];
            ToolRequest wrong = call with { Arguments = call.Arguments[..^2] + "q\"}" };
            yield return ($"wrong argument {i}", With(episode, i, turns[i] with { Calls = [wrong] }));
            yield return ($"wrong tool {i}", With(episode, i, turns[i] with { Calls = [call with { Name = "other" }] }));
            yield return ($"broken arguments {i}", With(episode, i, turns[i] with { Calls = [call with { Arguments = "{" }] }));
            yield return ($"dropped call {i}", episode with { Turns = [.. turns.Take(i), .. turns.Skip(i + 1)] });
            yield return ($"repeated call {i}", episode with { Turns = [.. turns.Take(i), turns[i], .. turns.Skip(i)] });
            yield return ($"doubled call {i}", With(episode, i, turns[i] with { Calls = [call, call] }));
        }
    }

    /// <summary>Whether the letter belongs to a word that follows a colon, which is where answers have their values.</summary>
    private static bool IsValue(string answer, int index)
    {
        int start = index;
        while (start > 0 && char.IsAsciiLetterOrDigit(answer[start - 1]))
        {
            start--;
        }

        return start >= 2 && answer[start - 2] == ':';
    }

    private static Episode With(Episode episode, int index, AssistantTurn turn)
    {
        AssistantTurn[] turns = [.. episode.Turns];
        turns[index] = turn;
        return episode with { Turns = turns };
    }
}
