namespace K2Sharp.Training.Data;

/// <summary>The world of a task without tools: every call fails.</summary>
internal sealed class NoTools : IToolWorld
{
    public static NoTools Instance { get; } = new();

    public string Call(ToolRequest request) => """{"error":"unknown tool"}""";
}
