namespace K2Sharp.Agents.Tools;

/// <summary>What a call changes.</summary>
public enum ToolEffect
{
    /// <summary>Nothing: it only reads, and can be run again.</summary>
    None,

    /// <summary>Something, but running it again with the same arguments leaves the same state and gives the same output.</summary>
    Idempotent,

    /// <summary>Something that must not happen twice.</summary>
    Once,
}
