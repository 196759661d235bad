using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>Writes the documents of a task, all about people of one trade and all in one style.</summary>
internal sealed class TownAuthor(TaskRandom random, Split split, string person, Trait first, Trait second)
{
    private static readonly string[] s_factForms = ["The {0} is called {1}.", "{0}: {1}.", "The {0} is {1}.", "{2}'s {0} is {1}."];

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly int _snippetStyle = random.Next(0, 3);
    private readonly bool _secondComesFirst = random.Chance(0.3);
    private readonly string _factForm = random.Pick(s_factForms);

    public TownDocument Write(string firstValue, string secondValue, IReadOnlyList<Fact> facts, IReadOnlyList<string> values)
    {
        string owner = Names.Draw(random, split);
        string one = Describe(first, firstValue);
        string two = Describe(second, secondValue);
        string traits = _secondComesFirst ? $"{two}, {one}" : $"{one}, {two}";
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
    /// Others than the target: at least one with the same first value and a different second one, sometimes one with a first value that
    /// only begins alike, sometimes one that a search for the first value does not find at all.
    /// </summary>
    public IEnumerable<TownDocument> WriteOthers(TownDocument target)
    {
        bool hasNear = random.Chance(0.4);

        // Long snippets and many hits at once would make the conversation too long for a training row.
        bool hasMany = random.Chance(0.15) && (_snippetStyle == 0 || !hasNear);
        int alike = hasMany ? 3 : random.Next(1, 3);
        for (int i = 0; i < alike; i++)
        {
            bool isNear = random.Chance(0.15);
            string? near = isNear ? Traits.DrawNear(second, random, split, target.Second) : null;
            yield return WriteOther(target.First, near ?? Traits.DrawOther(second, random, split, target.Second));
        }

        if (hasNear && Traits.DrawNear(first, random, split, target.First) is { } almost)
        {
            yield return WriteOther(almost, random.Chance(0.6) ? target.Second : Traits.Draw(second, random, split));
        }

        if (random.Chance(0.5))
        {
            yield return WriteOther(DrawFar(target.First), target.Second);
        }
    }

    private string DrawFar(string from)
    {
        while (true)
        {
            string value = Traits.Draw(first, random, split);
            if (!TownDocument.BeginAlike(value, from))
            {
                return value;
            }
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
            string id = "d" + random.Next(10, 100).ToString(CultureInfo.InvariantCulture);
            if (_ids.Add(id))
            {
                return id;
            }
        }
    }
}
