namespace K2Sharp.Agents.Journal;

/// <summary>The first entry of a run: what was asked, and with what.</summary>
public sealed record RunStarted : JournalEntry
{
    /// <summary>The user's message.</summary>
    public required string Task { get; init; }

    /// <summary>The system message; null for none.</summary>
    public string? System { get; init; }

    /// <summary>Where the seed of every turn comes from.</summary>
    public required long Seed { get; init; }

    /// <summary>The model's name, where it is known.</summary>
    public string? Model { get; init; }

    /// <summary>The runner's settings, for whoever resumes the run; see <see cref="Loop.AgentOptions.Settings"/>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The tools that were declared, as JSON in OpenAI's form, for exports.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];
}
