namespace K2Sharp.Agents.Tools;

/// <summary>What a tool gives back.</summary>
/// <param name="Text">What the model sees.</param>
public sealed record ToolOutput(string Text)
{
    /// <summary>Whether the call failed in a way that the model may do something about.</summary>
    public bool IsError { get; init; }

    /// <summary>Whether <see cref="Text"/> is the run's final answer.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>An error for the model.</summary>
    public static ToolOutput Error(string text) => new(text) { IsError = true };
}
