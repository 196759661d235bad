using System.Globalization;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>
/// Search, then open: several documents satisfy the first of two constraints, one satisfies both, and a fact in it is asked for.
/// </summary>
internal sealed class SearchOpenFamily : ITaskFamily
{
    private static readonly string[] s_people =
    [
        "baker", "tailor", "doctor", "painter", "smith", "farmer", "potter", "weaver", "miller", "cook", "clerk", "singer", "gardener",
        "sailor", "barber", "printer", "carpenter", "lawyer", "nurse", "pilot", "judge", "dancer", "writer", "mason",
    ];

    public string Name => "search-open";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        SearchTools tools = SearchTools.Draw(random);
        string person = random.Pick(s_people);
        (Trait first, Trait second) = DrawTraits(random);
        (string wantFirst, string wantSecond) = DrawWanted(first, second, random, split);
        Fact fact = random.Pick(Fact.All);
        Fact[] facts = [fact, .. random.Sample([.. Fact.All.Where(other => other != fact)], random.Next(1, 3))];
        string[] values = DrawValues(facts, random, split);
        var author = new TownAuthor(random, split, person, first, second);
        TownDocument target = author.Write(wantFirst, wantSecond, facts, values);
        TownDocument[] documents = [target, .. author.WriteOthers(target)];
        random.Shuffle(documents.AsSpan());
        string constraint = string.Format(CultureInfo.InvariantCulture, random.Pick(first.Clauses), wantFirst);
        string other = string.Format(CultureInfo.InvariantCulture, random.Pick(second.Clauses), wantSecond);
        return new SearchTask
        {
            Family = Name,
            Opening = [ChatMessage.FromUser(UserWords.Dress(random, SearchQuestion.Ask(random, person, constraint, other, fact)))],
            Tools = tools.Declare(),
            Hops = 2,
            TurnLimit = 4,
            ToolNames = tools,
            Documents = documents,
            Target = target,
            Asked = fact,
            FactValue = values[0],
            OtherValues = values[1..],
        };
    }

    private static (Trait First, Trait Second) DrawTraits(TaskRandom random)
    {
        while (true)
        {
            Trait first = random.Pick(Traits.All);
            Trait second = random.Pick(Traits.All);

            // A street and a town are both names and both places: the two cannot be told apart by their values alone.
            bool bothNames = first.Label is "town" or "street" && second.Label is "town" or "street";
            if (first.Label != second.Label && !bothNames)
            {
                return (first, second);
            }
        }
    }

    /// <summary>Draws values whose pair lies on the split's side; an invented name does so by itself.</summary>
    private static (string First, string Second) DrawWanted(Trait first, Trait second, TaskRandom random, Split split)
    {
        bool hasName = first.Label is "town" or "street" || second.Label is "town" or "street";
        while (true)
        {
            (string First, string Second) wanted = (Traits.Draw(first, random, split), Traits.Draw(second, random, split));
            if (hasName || Splits.Of(wanted.First + "/" + wanted.Second) == split)
            {
                return wanted;
            }
        }
    }

    private static string[] DrawValues(Fact[] facts, TaskRandom random, Split split)
    {
        var values = new List<string>();
        foreach (Fact fact in facts)
        {
            string value;
            do
            {
                value = fact.IsName ? Names.Draw(random, split) : random.Next(20, 1000).ToString(CultureInfo.InvariantCulture);
            }
            while (values.Contains(value, StringComparer.Ordinal));

            values.Add(value);
        }

        return [.. values];
    }
}
