using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>Draws what requests name and what tools give back.</summary>
internal static class DomainValues
{
    private static readonly string[] s_first =
    [
        "red", "old", "big", "blue", "new", "cold", "late", "wild", "long", "green", "small", "quiet", "dark", "warm", "sweet", "high",
    ];

    private static readonly string[] s_second =
    [
        "fox", "house", "soup", "night", "river", "storm", "garden", "cake", "road", "moon", "boat", "fish", "rice", "bread", "tea", "tree",
        "party", "dance", "school", "fruit",
    ];

    private static readonly string[] s_strengths = ["light", "heavy", "warm", "cold", "some", "much", "strong", "morning", "evening", "little"];
    private static readonly string[] s_skies = ["rain", "sun", "snow", "wind", "fog", "clouds", "hail", "frost"];

    private static readonly string[] s_ingredients =
        ["milk", "salt", "butter", "eggs", "flour", "sugar", "rice", "oil", "honey", "onions", "apples", "pepper", "beans", "corn"];

    private const double MadeUpShare = 0.6;

    /// <summary>A value of the kind that lies on the split's side.</summary>
    public static string Draw(ValueKind kind, TaskRandom random, Split split)
    {
        while (true)
        {
            string value = kind switch
            {
                ValueKind.Name => Names.Draw(random, split),
                ValueKind.Words => Word(s_first, random, split) + (random.Chance(0.6) ? " " + Word(s_second, random, split) : string.Empty),
                ValueKind.Weather => random.Pick(s_strengths) + " " + random.Pick(s_skies),
                ValueKind.Ingredients => string.Join(" and ", random.Sample(s_ingredients, 2)),
                _ => random.Next(10, 1000).ToString(CultureInfo.InvariantCulture),
            };
            if (Splits.Of(value) == split)
            {
                return value;
            }
        }
    }

    private static string Word(string[] known, TaskRandom random, Split split) =>
        random.Chance(MadeUpShare) ? MadeUpWords.Draw(random, split) : random.Pick(known);
}
