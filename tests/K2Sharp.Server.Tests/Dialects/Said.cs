namespace K2Sharp.Server.Tests.Dialects;

/// <summary>One thing that was said before, by whom.</summary>
/// <param name="Role">Who: user or assistant, or tool for results.</param>
/// <param name="Text">The text; for a result what the tool gave.</param>
internal sealed record Said(string Role, string Text = "")
{
    /// <summary>The assistant's thought.</summary>
    public string? Thought { get; init; }

    /// <summary>The assistant's calls: id, tool and arguments as compact JSON.</summary>
    public (string Id, string Tool, string Arguments)[] Calls { get; init; } = [];

    /// <summary>Of a result: which call it answers, and its tool.</summary>
    public (string Id, string Tool) Answers { get; init; }
}
