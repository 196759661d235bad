namespace K2Sharp.Training.Data.Wording;

/// <summary>
/// Words that do not exist, such as "brand" would be if nobody knew it: a model that only ever sees words of a list learns the list, one
/// that sees a new word every time learns to copy. There are some millions of them; a hash divides them between the splits.
/// </summary>
internal static class MadeUpWords
{
    private static readonly string[] s_onsets =
    [
        "b", "b", "br", "bl", "c", "c", "ch", "cl", "cr", "d", "d", "dr", "f", "f", "fl", "fr", "g", "g", "gl", "gr", "h", "h", "j", "k", "k",
        "l", "l", "m", "m", "n", "n", "p", "p", "pl", "pr", "qu", "r", "r", "s", "s", "sc", "sh", "sl", "sn", "sp", "st", "sw", "t", "t",
        "th", "tr", "tw", "v", "w", "wh", "y", "z", "",
    ];

    private static readonly string[] s_vowels = ["a", "a", "e", "e", "i", "i", "o", "o", "u", "u", "ai", "ea", "ee", "oo", "ou", "y"];

    private static readonly string[] s_codas =
    [
        "", "", "", "", "b", "ck", "d", "g", "l", "ll", "m", "n", "n", "nd", "ng", "nt", "p", "r", "r", "rd", "rk", "rn", "s", "sk", "st", "t",
        "t", "th", "x",
    ];

    private static readonly string[] s_ends = ["", "", "", "", "", "er", "le", "y", "ow", "et", "en", "on"];

    /// <summary>A word of 3 to 9 small letters on the wanted side of the split.</summary>
    public static string Draw(TaskRandom random, Split split)
    {
        while (true)
        {
            string word = Syllable(random);
            word += random.Chance(0.55) ? Syllable(random) : string.Empty;
            word += random.Pick(s_ends);
            if (word.Length is >= 3 and <= 9 && Splits.Of(word) == split)
            {
                return word;
            }
        }
    }

    private static string Syllable(TaskRandom random) => random.Pick(s_onsets) + random.Pick(s_vowels) + random.Pick(s_codas);
}
