namespace K2Sharp.Training.Data.Wording;

/// <summary>Invented names of syllables, such as Velmor, divided between the splits by their letters.</summary>
internal static class Names
{
    // The first syllables have three letters, so that a search by the first three letters finds a name's neighbours.
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
    public static string Draw(TaskRandom random, Split split) => Draw(random, split, random.Pick(s_first));

    /// <summary>Another name that begins like <paramref name="name"/>.</summary>
    public static string DrawLike(TaskRandom random, Split split, string name)
    {
        while (true)
        {
            string other = Draw(random, split, Beginning(name));
            if (!string.Equals(other, name, StringComparison.Ordinal))
            {
                return other;
            }
        }
    }

    private static string Draw(TaskRandom random, Split split, string first)
    {
        while (true)
        {
            string name = first + random.Pick(s_next);
            if (random.Chance(0.25))
            {
                name += random.Pick(s_next);
            }

            if (Splits.Of(name) == split)
            {
                return name;
            }
        }
    }

    private static string Beginning(string name)
    {
        foreach (string first in s_first)
        {
            if (name.StartsWith(first, StringComparison.Ordinal))
            {
                return first;
            }
        }

        throw new ArgumentException($"{name} is no invented name", nameof(name));
    }
}
