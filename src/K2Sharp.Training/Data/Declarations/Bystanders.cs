using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.NoTool;

namespace K2Sharp.Training.Data.Declarations;

/// <summary>Tools of other tasks, to be declared where they are not needed.</summary>
internal static class Bystanders
{
    /// <summary>One of another name than <paramref name="tools"/> have.</summary>
    public static ChatTool Draw(TaskRandom random, IReadOnlyList<ChatTool> tools)
    {
        ChatTool other;
        do
        {
            other = random.Next(0, 3) switch
            {
                0 => CalculatorTool.Draw(random, Split.Train).Declaration,
                1 => ChaseTool.Draw(random).Declare(),
                _ => Of(random.Pick(random.Pick(Domains.All).Tools)),
            };
        }
        while (tools.Any(tool => string.Equals(tool.Name, other.Name, StringComparison.Ordinal)));
        return other;
    }

    private static ChatTool Of(ToolSpec spec) => ToolDeclaration.Create(spec.Name, spec.Description, new ToolParameter(spec.Argument, "string"));
}
