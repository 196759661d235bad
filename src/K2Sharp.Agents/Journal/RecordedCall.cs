namespace K2Sharp.Agents.Journal;

/// <summary>A tool call of a turn.</summary>
public sealed record RecordedCall
{
    /// <summary>
    /// The call's name in the journal, unique over the run whatever is rewound: <c>step.index</c>. A tool whose effects must not happen
    /// twice can store it with them.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>The id in the conversation: <c>functions.{name}:{n}</c>, n counting over the conversation. The model's own id is not kept.</summary>
    public required string Id { get; init; }

    /// <summary>The tool's name as the model wrote it.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments' text, byte for byte.</summary>
    public required string Arguments { get; init; }
}
