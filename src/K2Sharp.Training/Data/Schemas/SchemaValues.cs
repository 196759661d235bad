using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>Draws the values that a user gives, as said and as JSON.</summary>
internal sealed class SchemaValues(TaskRandom random, Split split)
{
    private static readonly string[] s_adjectives = ["Red", "Old", "Big", "Blue", "New", "Cold", "Late", "Wild", "Long", "Green", "Small", "Quiet"];
    private static readonly string[] s_nouns = ["Fox", "House", "Train", "Night", "River", "Storm", "Garden", "King", "Road", "Moon", "Boat", "Song"];

    private static readonly string[] s_things =
    [
        "milk", "bread", "apples", "tea", "salt", "paper", "soap", "wood", "glass", "wool", "iron", "sand", "corn", "rice", "eggs", "honey",
    ];

    private static readonly string[] s_choices =
    [
        "low", "high", "medium", "red", "blue", "green", "fast", "slow", "north", "south", "east", "west", "one_way", "round_trip", "half_day",
        "full_day", "public", "private", "open", "closed", "daily", "weekly", "hot", "cold", "in_store", "by_mail", "on_hold", "very_fast",
    ];

    /// <summary>
    /// The share of texts to learn from that are numbers as short as integers are. Without them short digits are integers nearly always, and the schema, which alone
    /// decides it, is not read.
    /// </summary>
    private const double NumericShareToLearn = 0.16;

    private static readonly string[] s_yes = ["yes", "yes", "true"];
    private static readonly string[] s_no = ["no", "no", "false"];

    /// <summary>Two or three allowed values.</summary>
    public string[] DrawChoices()
    {
        string[] choices = random.Sample(s_choices, random.Next(2, 4));
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = random.Chance(0.4) ? MadeUpWords.Draw(random, split) : choices[i];
        }

        return choices;
    }

    public GivenValue Draw(SchemaProperty property, SchemaProperty? parent = null)
    {
        switch (property.Kind)
        {
            case PropertyKind.Integer:
                string integer = Number(random.Next(1, random.Chance(0.5) ? 10 : 1000));
                return new(property, parent, integer, integer);
            case PropertyKind.Number:
                string number = Number(random.Next(0, 100)) + "." + Number(random.Next(1, 10));
                return new(property, parent, number, number);
            case PropertyKind.Boolean:
                bool yes = random.Chance(0.5);
                return new(property, parent, yes ? "true" : "false", random.Pick(yes ? s_yes : s_no));
            case PropertyKind.Enum:
                string choice = random.Pick(property.Choices);
                return new(property, parent, JsonWords.Quote(choice), choice);
            case PropertyKind.Array:
                string[] things = random.Sample(s_things, 2);
                string said = things[0] + " and " + things[1];
                return new(property, parent, "[" + string.Join(',', things.Select(JsonWords.Quote)) + "]", said);
            default:
                string text = DrawText();
                return new(property, parent, JsonWords.Quote(text), text);
        }
    }

    private string DrawText()
    {
        if (split == Split.Train && random.Chance(NumericShareToLearn))
        {
            return Number(random.Next(10, 1000));
        }

        double kind = random.NextDouble();
        return kind switch
        {
            < 0.3 => Names.Draw(random, split),
            < 0.55 => MadeUpWords.Draw(random, split),
            < 0.65 => random.Pick(s_adjectives) + " " + random.Pick(s_nouns),
            < 0.72 => Names.Draw(random, split) + " " + Names.Draw(random, split),
            < 0.85 => Number(random.Next(100, 10000)),
            _ => Letter() + Number(random.Next(0, 10)) + Letter() + Number(random.Next(0, 10)),
        };
    }

    private string Letter() => ((char)('a' + random.Next(0, 26))).ToString();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
