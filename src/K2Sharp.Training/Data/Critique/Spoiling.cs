namespace K2Sharp.Training.Data.Critique;

/// <summary>Spoils how an answer is written and leaves what it says.</summary>
internal static class Spoiling
{
    /// <summary>The answer up to a random word; at least <paramref name="least"/> words stay and the last one goes. Null where it is too short.</summary>
    public static string? Cut(TaskRandom random, string answer, int least)
    {
        string[] words = answer.Split(' ');
        var lengths = new List<int>();
        for (int length = least; length < words.Length; length++)
        {
            // After a full stop nothing would look cut.
            if (words[length - 1][^1] is not ('.' or '!' or '?'))
            {
                lengths.Add(length);
            }
        }

        return lengths.Count == 0 ? null : string.Join(' ', words[..random.Pick(lengths)]);
    }

    /// <summary>The answer with something said twice.</summary>
    public static string Repeat(TaskRandom random, string answer)
    {
        List<string> sentences = AnswerForms.Sentences(answer);
        string again = random.Chance(0.5) ? answer : random.Pick(sentences);
        return random.Chance(0.5) && sentences.Count == 1 ? $"{answer} I say it again: {again}" : $"{answer} {again}";
    }
}
