namespace K2Sharp.Agents.Context;

/// <summary>How room is made in a full context.</summary>
public enum ContextRule
{
    /// <summary>K2's rule: the results of all turns but the latest are hidden, at once; thoughts, calls and ids stay.</summary>
    HideAll,

    /// <summary>All results but the latest few are hidden.</summary>
    KeepLast,

    /// <summary>The model sums up all turns but the latest few, and the summary takes their place; results are hidden where that does not suffice.</summary>
    Summarize,
}
