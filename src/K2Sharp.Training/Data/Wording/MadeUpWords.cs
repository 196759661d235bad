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

    private const double PatchedShare = 0.25;

    /// <summary>
    /// The share of words to learn from with a part that is there twice, such as "veegyygy". What follows such a part is not told by the part
    /// alone, and who copies by it alone goes round in it: "karnamnamnam".
    /// </summary>
    private const double StutteredShare = 0.12;

    /// <summary>The share of words to learn from that are any letters in any order.</summary>
    private const double ScatteredShare = 0.04;

    /// <summary>The share of words to learn from with a piece that the vocabulary has as one token, where one is known.</summary>
    private const double PieceShare = 0.45;

    /// <summary>Words to cut up: without them, pieces of letters that only real words have would never have to be copied.</summary>
    private static readonly string[] s_real =
    [
        "greater", "calculator", "expression", "arithmetic", "function", "thousand", "hundred", "careful", "remember", "between", "number",
        "picture", "weather", "mountain", "village", "morning", "kitchen", "thought", "through", "orange", "island", "winter",
        "friend", "school", "country", "question", "machine", "square", "answer", "water", "money", "nature", "river", "garden", "market",
        "office", "station", "history", "language", "music", "animal", "family", "pepper", "candle", "jacket", "velvet", "whistle",
        "thunder", "purple", "flight", "brown", "cloud", "stream", "dream", "quick", "ghost", "knight", "autumn", "column", "sparkle",
        "opaque", "crystal", "umbrella",
        "adventure", "later", "balloon", "giraffe", "carrot", "diamond", "table", "organism", "enamel", "gamble", "travel", "copper", "engine", "salmon", "zebra",
    ];

    /// <summary>A word of 3 to 9 small letters on the wanted side of the split.</summary>
    public static string Draw(TaskRandom random, Split split)
    {
        while (true)
        {
            string word = split == Split.Train ? DrawToLearn(random) : DrawPlain(random);
            if (word.Length is >= 3 and <= 9 && Splits.Of(word) == split)
            {
                return word;
            }
        }
    }

    private static string DrawPlain(TaskRandom random) => random.Chance(PatchedShare) ? Patched(random) : Spoken(random);

    private static string DrawToLearn(TaskRandom random)
    {
        if (random.Pieces is { } pieces && random.Chance(PieceShare))
        {
            return Pieced(random, pieces);
        }

        double kind = random.NextDouble();
        return kind < ScatteredShare ? Scattered(random)
            : kind < ScatteredShare + StutteredShare ? Stuttered(random, DrawPlain(random))
            : DrawPlain(random);
    }

    /// <summary>One to three letters of the word stand in it once more, behind themselves or somewhere later.</summary>
    private static string Stuttered(TaskRandom random, string word)
    {
        int length = random.Next(1, Math.Min(3, word.Length) + 1);
        int start = random.Next(0, word.Length - length + 1);
        int place = random.Chance(0.5) ? start + length : random.Next(start + length, word.Length + 1);
        return word.Insert(place, word.Substring(start, length));
    }

    /// <summary>A word around a piece; empty where what stands around it spells it otherwise.</summary>
    private static string Pieced(TaskRandom random, IWordPieces pieces)
    {
        WordPiece piece = pieces.Draw(random);
        string head = piece.IsFirst ? string.Empty : random.Chance(0.5) ? random.Pick(s_onsets) : Syllable(random);
        string tail = random.Chance(0.5) ? random.Pick(s_ends) : Syllable(random);
        string word = head + piece.Letters + tail;
        return pieces.IsIn(word, piece) ? word : string.Empty;
    }

    private static string Scattered(TaskRandom random)
    {
        char[] letters = new char[random.Next(3, 8)];
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('a' + random.Next(0, 26));
        }

        return new string(letters);
    }

    private static string Spoken(TaskRandom random) =>
        Syllable(random) + (random.Chance(0.55) ? Syllable(random) : string.Empty) + random.Pick(s_ends);

    /// <summary>The beginning of one word and the end of another.</summary>
    private static string Patched(TaskRandom random)
    {
        string first = random.Pick(s_real);
        string second = random.Pick(s_real);
        return first[..random.Next(1, first.Length)] + second[random.Next(0, second.Length - 1)..];
    }

    private static string Syllable(TaskRandom random) => random.Pick(s_onsets) + random.Pick(s_vowels) + random.Pick(s_codas);
}
