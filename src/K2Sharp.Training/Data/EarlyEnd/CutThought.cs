namespace K2Sharp.Training.Data.EarlyEnd;

/// <summary>Cuts thoughts short, as a budget for thinking does.</summary>
internal static class CutThought
{
    /// <summary>The thought up to the end of a random word; at times nothing or all of it.</summary>
    public static string Draw(TaskRandom random, string thought)
    {
        if (random.Chance(0.12))
        {
            return string.Empty;
        }

        string[] words = thought.Split(' ');
        return string.Join(' ', words[..random.Next(1, words.Length + 1)]);
    }
}
