namespace K2Sharp.Training.Data;

/// <summary>What an assistant says in one turn.</summary>
/// <param name="Reasoning">The thought.</param>
/// <param name="Content">The visible text; empty for none.</param>
/// <param name="Calls">The tool calls; empty ends the episode.</param>
internal sealed record AssistantTurn(string Reasoning, string Content, IReadOnlyList<ToolRequest> Calls)
{
    public static AssistantTurn Answer(string reasoning, string content) => new(reasoning, content, []);

    public static AssistantTurn Call(string reasoning, params ToolRequest[] calls) => new(reasoning, string.Empty, calls);
}
