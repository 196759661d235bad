namespace K2Sharp.Agents.Tests;

/// <summary>What a scripted model says.</summary>
internal sealed record ScriptedTurn
{
    public string Reasoning { get; init; } = string.Empty;

    public string Content { get; init; } = string.Empty;

    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls { get; init; } = [];

    public string? Finish { get; init; }

    /// <summary>Thrown after the text, as a connection breaks.</summary>
    public Exception? Throws { get; init; }

    /// <summary>Whether it never ends by itself.</summary>
    public bool IsEndless { get; init; }

    public static ScriptedTurn Answer(string text) => new() { Content = text, Reasoning = "now I know" };

    public static ScriptedTurn Call(string name, string arguments, string id = "x") => new() { Reasoning = $"I call {name}", Calls = [(id, name, arguments)] };

    public static ScriptedTurn Error(Exception exception) => new() { Reasoning = "half a", Throws = exception };
}
