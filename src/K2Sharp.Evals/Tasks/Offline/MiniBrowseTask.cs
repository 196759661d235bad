using System.Globalization;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>
/// BrowseComp in small and without a network: a town of 500 documents, questions that name two constraints of which each alone fits several
/// documents, one short answer, tools to search and to open, and which document has to be opened for it.
/// </summary>
internal sealed class MiniBrowseTask : EvalTask
{
    private const int QuestionCount = 100;
    private const int PerQuestion = 5;

    private static readonly string[] s_trades =
    [
        "baker", "tailor", "doctor", "painter", "smith", "farmer", "potter", "weaver", "miller", "cook", "clerk", "singer", "gardener", "sailor", "barber", "printer",
        "carpenter", "lawyer", "nurse", "pilot", "judge", "dancer", "writer", "mason",
    ];

    private static readonly string[] s_animals = ["goat", "horse", "cat", "dog", "cow", "parrot", "rabbit", "donkey", "sheep", "hen"];
    private static readonly string[] s_facts = ["shop", "boat", "book", "song", "garden"];
    private static readonly string[] s_first = ["Vel", "Tor", "Mar", "Kel", "Dun", "Lor", "Hal", "Bren", "Sil", "Ros", "Gam", "Pel", "Nor", "Fen", "Tal", "Win", "Ost", "Bar", "Lin", "Cor", "Dal", "Zan"];
    private static readonly string[] s_next = ["mor", "nel", "ta", "ven", "dor", "is", "ra", "ko", "ler", "by", "un", "ford", "ik", "ma", "ston", "el", "wick", "en", "ar", "do", "ham", "ret", "ja", "ul"];

    public override string Name => "minibrowse";

    public override string Title => "Search in a made-up town of 500 documents, two constraints and one short answer";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192, MaxSteps = 12 };

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var random = new SeededRandom(1266);
        var names = new HashSet<string>(StringComparer.Ordinal);
        int[] ids = [.. Enumerable.Range(100, QuestionCount * PerQuestion)];
        random.Shuffle(ids);
        var documents = new List<TownDocument>();
        var asked = new List<(string Prompt, TownDocument Target, string Label)>();
        for (int i = 0; i < QuestionCount; i++)
        {
            string trade = random.Pick(s_trades);
            string town = Invent(random, names);
            string label = random.Pick(s_facts);
            string[] animals = [.. s_animals];
            random.Shuffle(animals);

            // Four live in the town and keep different animals; the fifth keeps the same animal elsewhere.
            for (int j = 0; j < PerQuestion; j++)
            {
                string place = j < PerQuestion - 1 ? town : Invent(random, names);
                string animal = animals[j % (PerQuestion - 1)];
                documents.Add(Write(random, names, ids[documents.Count], trade, place, animal, label));
            }

            TownDocument target = documents[^PerQuestion];
            asked.Add(($"Which {trade} lives in {town} and keeps a {animals[0]}? What is the {label} called?", target, label));
        }

        documents.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        var index = new TownIndex(documents);
        return [.. asked.Select((question, i) => new MiniBrowseQuestion(FormattableString.Invariant($"minibrowse-{i}"), question.Label, question.Prompt, question.Target, index))];
    }

    private static TownDocument Write(SeededRandom random, HashSet<string> names, int id, string trade, string town, string animal, string label)
    {
        string owner = Invent(random, names);
        string value = Invent(random, names);
        string snippet = $"{trade} {owner}, town {town}, animal {animal}";
        string article = "aeiou".Contains(trade[0], StringComparison.Ordinal) ? "an" : "a";
        return new TownDocument(
            "d" + id.ToString(CultureInfo.InvariantCulture),
            snippet,
            $"{owner} is {article} {trade}, town {town}, animal {animal}. The {label} is called {value}.",
            value);
    }

    /// <summary>A name that nothing else in the town has.</summary>
    private static string Invent(SeededRandom random, HashSet<string> names)
    {
        while (true)
        {
            string name = random.Pick(s_first) + random.Pick(s_next) + (random.Chance(0.6) ? random.Pick(s_next) : string.Empty);
            if (names.Add(name))
            {
                return name;
            }
        }
    }
}
