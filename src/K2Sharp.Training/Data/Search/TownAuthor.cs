using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>Writes the documents of a task, all about people of one trade and all in one style.</summary>
internal sealed class TownAuthor(TaskRandom random, Split split, string person, Trait first, Trait second)
{
    private static readonly string[] s_factForms = ["The {0} is called {1}.", "{0}: {1}.", "The {0} is {1}.", "{2}'s {0} is {1}."];

    private static readonly int[] s_alike = [1, 1, 1, 2, 2, 3];

    /// <summary>Ids of two to four digits: whoever only learns from ids of two digits copies two of any id.</summary>
    private static readonly int[] s_idsBeyond = [100, 1000, 1000, 10_000];

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly int _snippetStyle = random.Next(0, 3);
    private readonly string _factForm = random.Pick(s_factForms);

    public TownDocument Write(string firstValue, string secondValue, IReadOnlyList<Fact> facts, IReadOnlyList<string> values)
    {
        string owner = Names.Draw(random, split);
        string one = Describe(first, firstValue);
        string two = Describe(second, secondValue);
        string traits = $"{one}, {two}";
        string snippet = _snippetStyle == 0 ? traits : $"{person} {owner}, {traits}";
        var told = new List<string>();
        for (int i = 0; i < facts.Count; i++)
        {
            told.Add(string.Format(CultureInfo.InvariantCulture, _factForm, facts[i].Label, values[i], owner));
        }

        string[] order = random.Sample(told, told.Count);
        string text = $"{owner} is {UserWords.WithArticle(person)}, {traits}. {string.Join(' ', order)}";
        return new TownDocument(DrawId(), firstValue, secondValue, snippet, text);
    }

    /// <summary>
    /// Others than the target: one to three with the same first value and a different second one, sometimes one that a search for the
    /// first value does not find.
    /// </summary>
    public IEnumerable<TownDocument> WriteOthers(TownDocument target)
    {
        for (int alike = random.Pick(s_alike); alike > 0; alike--)
        {
            yield return WriteOther(target.First, Traits.DrawOther(second, random, split, target.Second));
        }

        if (random.Chance(0.3))
        {
            yield return WriteOther(Traits.DrawOther(first, random, split, target.First), target.Second);
        }
    }

    private TownDocument WriteOther(string firstValue, string secondValue)
    {
        Fact fact = random.Pick(Fact.All);
        string value = fact.IsName ? Names.Draw(random, split) : random.Next(20, 1000).ToString(CultureInfo.InvariantCulture);
        return Write(firstValue, secondValue, [fact], [value]);
    }

    private string Describe(Trait trait, string value) => _snippetStyle == 2 ? $"{trait.Label} {value}" : value;

    private string DrawId()
    {
        while (true)
        {
            string id = "d" + random.Next(10, random.Pick(s_idsBeyond)).ToString(CultureInfo.InvariantCulture);
            if (_ids.Add(id))
            {
                return id;
            }
        }
    }
}
