using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>The properties of the town's people, and how their values are drawn.</summary>
internal static class Traits
{
    private const string Year = "year";

    public static IReadOnlyList<Trait> All { get; } =
    [
        new("town", ["lives in {0}", "works in {0}", "is from {0}", "has a house in {0}"]),
        new("town", ["lives in {0}", "works in {0}", "is from {0}", "comes from {0}"]),
        new(Year, ["opened in {0}", "started in {0}", "began in {0}", "has been there since {0}"]),
        new(Year, ["opened in {0}", "started in {0}", "began in {0}", "came in {0}"]),
        new("street", ["lives in {0} street", "is in {0} street", "works in {0} street"]),
        new("door", ["has a {0} door", "has the {0} door", "lives behind a {0} door"], ["red", "blue", "green", "white", "black", "yellow", "brown", "grey"]),
        new("animal", ["keeps a {0}", "has a {0}", "owns a {0}"], ["goat", "horse", "cat", "dog", "cow", "parrot", "rabbit", "donkey", "sheep", "hen"]),
    ];

    public static string Draw(Trait trait, TaskRandom random, Split split)
    {
        if (trait.Values is { } values)
        {
            return random.Pick(values);
        }

        return trait.Label == Year ? Number(random.Next(1850, 2000)) : Names.Draw(random, split);
    }

    /// <summary>A value that differs.</summary>
    public static string DrawOther(Trait trait, TaskRandom random, Split split, string than)
    {
        while (true)
        {
            string value = Draw(trait, random, split);
            if (!string.Equals(value, than, StringComparison.Ordinal))
            {
                return value;
            }
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
