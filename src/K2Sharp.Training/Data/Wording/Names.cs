namespace K2Sharp.Training.Data.Wording;

/// <summary>Invented names, such as Velmor: made-up words with a capital, divided between the splits by their letters.</summary>
internal static class Names
{
    private const double SyllableShare = 0.3;

    private static readonly string[] s_first =
    [
        "Vel", "Tor", "Mar", "Kel", "Dun", "Lor", "Hal", "Bren", "Sil", "Ros", "Gam", "Pel", "Nor", "Fen", "Tal", "Win",
        "Ost", "Bar", "Lin", "Cor", "Dal", "Zan", "Ren", "Mul", "Kar", "Jor", "Ilm", "Sev", "Pol", "Gri",
    ];

    private static readonly string[] s_next =
    [
        "mor", "nel", "a", "o", "ta", "ven", "dor", "is", "im", "ra", "ko", "ler", "by", "un", "es", "ford", "ik", "ma", "ston", "el",
        "wick", "en", "ar", "do", "li", "os", "ham", "ret", "ja", "ul",
    ];

    /// <summary>A name of the split's side.</summary>
    public static string Draw(TaskRandom random, Split split)
    {
        while (true)
        {
            string name = random.Chance(SyllableShare)
                ? random.Pick(s_first) + random.Pick(s_next) + (random.Chance(0.25) ? random.Pick(s_next) : string.Empty)
                : UserWords.Capitalize(MadeUpWords.Draw(random, split));
            if (Splits.Of(name) == split)
            {
                return name;
            }
        }
    }
}
