namespace K2Sharp.Server.Tests.Dialects;

/// <summary>A conversation that can be had in every dialect.</summary>
/// <param name="Question">The first user message; it must be the test's alone.</param>
internal sealed record Conversation(string Question)
{
    public string? System { get; init; }

    /// <summary>What followed the question.</summary>
    public Said[] History { get; init; } = [];

    /// <summary>The names of tools; all have one schema.</summary>
    public string[] Tools { get; init; } = [];

    /// <summary>auto, none, required or a tool's name.</summary>
    public string Choice { get; init; } = "auto";

    public bool Thinks { get; init; } = true;

    public bool IsParallel { get; init; } = true;

    /// <summary>The schema of the answer.</summary>
    public string? Schema { get; init; }

    /// <summary>What the model says.</summary>
    public string[] Answer { get; init; } = ["<think>", "why", "</think>", "because"];

    public const string ToolSchema = """{"type":"object","properties":{"key":{"type":"string"},"n":{"type":"integer"}},"required":["key"],"additionalProperties":false}""";

    public static string DescriptionOf(string tool) => $"Does {tool}.";

    public override string ToString() => Question;
}
