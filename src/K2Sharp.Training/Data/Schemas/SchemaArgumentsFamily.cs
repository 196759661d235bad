using System.Globalization;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>Arguments by a schema that differs in every sample, so that the model has to read it.</summary>
internal sealed class SchemaArgumentsFamily : ITaskFamily
{
    private static readonly PropertyKind[] s_kinds =
    [
        PropertyKind.String, PropertyKind.String, PropertyKind.String, PropertyKind.String, PropertyKind.String, PropertyKind.Integer,
        PropertyKind.Integer, PropertyKind.Integer, PropertyKind.Number, PropertyKind.Number, PropertyKind.Boolean, PropertyKind.Boolean,
        PropertyKind.Enum, PropertyKind.Enum, PropertyKind.Array,
    ];

    private static readonly int[] s_counts = [1, 1, 2, 2, 2, 2, 3, 3];

    private static readonly PropertyKind[] s_memberKinds = [PropertyKind.String, PropertyKind.String, PropertyKind.Integer, PropertyKind.Boolean];

    /// <summary>The shares of declarations with an object in them: more of them to learn from.</summary>
    private const double NestedShareToLearn = 0.12;

    private const double NestedShare = 0.06;

    /// <summary>The shares of tasks with a tool that the user does not mean.</summary>
    private const double OtherShareToLearn = 0.4;

    private const double OtherShare = 0.1;

    public string Name => "schema-arguments";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        SchemaAction action = SchemaAction.Draw(random);
        var values = new SchemaValues(random, split);
        PropertyNames names;
        SchemaProperty[] properties;
        do
        {
            names = new PropertyNames(random, split, action.ToolName.Split('_'));
            properties = DrawProperties(random, split, names, values);
        }
        while (Splits.Of(Signature(properties)) != split);

        var given = new List<GivenValue>();
        foreach (SchemaProperty property in random.Chance(0.5) ? properties : random.Sample(properties, properties.Length))
        {
            if (property.Kind == PropertyKind.Object)
            {
                given.AddRange(property.Members.Select(member => values.Draw(member, property)));
            }
            else if (property.IsRequired || random.Chance(0.4))
            {
                given.Add(values.Draw(property));
            }
        }

        return new SchemaTask
        {
            Family = Name,
            Opening = [ChatMessage.FromUser(SchemaRequest.Write(random, action, given))],
            Tools = Declare(random, split, action, properties, names, values),
            Hops = 1,
            TurnLimit = 3,
            Action = action,
            Properties = properties,
            Values = given,
            ResultId = "r" + random.Next(100, 1000).ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The names and kinds of all properties: what is on one side of the split as a whole, where its single words may be on both.</summary>
    internal static string Signature(IEnumerable<SchemaProperty> properties) =>
        "schema " + string.Join(',', properties.Select(property => $"{property.Name}:{property.Kind}"));

    private static SchemaProperty[] DrawProperties(TaskRandom random, Split split, PropertyNames names, SchemaValues values)
    {
        int count = random.Pick(s_counts);
        int nested = random.Chance(split == Split.Train ? NestedShareToLearn : NestedShare) ? random.Next(0, count) : -1;
        var properties = new List<SchemaProperty>();
        for (int i = 0; i < count; i++)
        {
            if (i == nested)
            {
                SchemaProperty[] members = [DrawPlain(random, names, values, s_memberKinds), DrawPlain(random, names, values, s_memberKinds)];
                properties.Add(new SchemaProperty(names.Next(), PropertyKind.Object) { Members = Sort(members) });
                continue;
            }

            // The first stays required, so that something is always given.
            SchemaProperty plain = DrawPlain(random, names, values, s_kinds);
            properties.Add(plain with { IsRequired = i == 0 || random.Chance(0.85) });
        }

        return Sort(properties);
    }

    private static SchemaProperty DrawPlain(TaskRandom random, PropertyNames names, SchemaValues values, PropertyKind[] kinds)
    {
        PropertyKind kind = random.Pick(kinds);
        return new SchemaProperty(names.Next(), kind) { Choices = kind == PropertyKind.Enum ? values.DrawChoices() : [] };
    }

    private static SchemaProperty[] Sort(IEnumerable<SchemaProperty> properties) =>
        [.. properties.OrderBy(property => property.Name, StringComparer.Ordinal)];

    /// <summary>The tool, and sometimes another one that the user does not mean.</summary>
    private static ChatTool[] Declare(
        TaskRandom random, Split split, SchemaAction action, SchemaProperty[] properties, PropertyNames names, SchemaValues values)
    {
        ChatTool tool = Declare(action, properties);
        if (!random.Chance(split == Split.Train ? OtherShareToLearn : OtherShare))
        {
            return [tool];
        }

        ChatTool other = Declare(action.DrawOther(random), Sort([DrawPlain(random, names, values, s_kinds), DrawPlain(random, names, values, s_kinds)]));
        return random.Chance(0.5) ? [tool, other] : [other, tool];
    }

    private static ChatTool Declare(SchemaAction action, SchemaProperty[] properties) =>
        ToolDeclaration.FromSchema(
            action.ToolName,
            UserWords.Capitalize($"{action.VerbWords} {UserWords.WithArticle(action.Noun)}."),
            SchemaProperty.ToSchema(properties));
}
