using System.Text.Json;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>A tool that evaluates an expression. Its names vary, so that they must be read from the declaration.</summary>
internal sealed class CalculatorTool
{
    private static readonly string[] s_names = ["calculator", "calculator", "calc", "evaluate", "compute", "calculate", "math", "arithmetic", "eval"];

    private static readonly string[] s_arguments = ["expression", "expression", "expr", "formula", "input", "term", "query", "text"];

    private static readonly string[] s_descriptions =
    [
        "Evaluates an expression.", "Computes an arithmetic expression.", "Does arithmetic.", "Calculates a formula.", "A calculator.",
        "Evaluates + - * / and parentheses.",
    ];

    private static readonly string[] s_argumentDescriptions = [string.Empty, string.Empty, "such as 2+3", "what to evaluate"];

    private static readonly ChatTool[] s_others =
    [
        ToolDeclaration.Create("lookup", "Looks up a key.", new ToolParameter("key", "string")),
        ToolDeclaration.Create("search", "Searches documents.", new ToolParameter("query", "string")),
        ToolDeclaration.Create("open", "Opens a document.", new ToolParameter("id", "string")),
        ToolDeclaration.Create("weather", "Gives the weather.", new ToolParameter("city", "string")),
        ToolDeclaration.Create("note", "Stores a note.", new ToolParameter("text", "string")),
        ToolDeclaration.Create("clock", "Tells the time.", new ToolParameter("zone", "string")),
    ];

    private CalculatorTool(string name, string argument, string description, string argumentDescription)
    {
        Name = name;
        Argument = argument;
        Declaration = ToolDeclaration.Create(name, description, new ToolParameter(argument, "string", argumentDescription));
    }

    public string Name { get; }

    public string Argument { get; }

    public ChatTool Declaration { get; }

    /// <summary>A tool with names of the wanted side: training never sees some pairs of a tool's and an argument's name.</summary>
    public static CalculatorTool Draw(TaskRandom random, Split split)
    {
        string name;
        string argument;
        do
        {
            name = random.Pick(s_names);
            argument = random.Pick(s_arguments);
            if (random.Chance(0.15))
            {
                name += $"_{(char)random.Next('a', 'z' + 1)}{random.Next(0, 10)}";
            }
        }
        while (split == Split.Train && Splits.Of($"{name}/{argument}") != Split.Train);

        return new CalculatorTool(name, argument, random.Pick(s_descriptions), random.Pick(s_argumentDescriptions));
    }

    /// <summary>The declarations of a task: the calculator, at times beside a tool that is not needed.</summary>
    public IReadOnlyList<ChatTool> Declarations(TaskRandom random)
    {
        if (!random.Chance(0.1))
        {
            return [Declaration];
        }

        ChatTool other = random.Pick(s_others);
        return random.Chance(0.5) ? [Declaration, other] : [other, Declaration];
    }

    public ToolRequest Request(string expression) => new(Name, $$"""{"{{Argument}}":"{{expression}}"}""");

    /// <summary>Reads the one argument of a call.</summary>
    public bool TryReadExpression(string arguments, out string expression)
    {
        expression = string.Empty;
        try
        {
            using JsonDocument document = JsonDocument.Parse(arguments);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || root.GetPropertyCount() != 1
                || !root.TryGetProperty(Argument, out JsonElement value)
                || value.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            expression = value.GetString()!;
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
