namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>How a silo took a call.</summary>
internal enum ToolAnswerState
{
    /// <summary>It ran; the output is there.</summary>
    Done,

    /// <summary>No room: it did not run.</summary>
    Busy,

    /// <summary>Asked after a call: this silo knows nothing of it.</summary>
    Unknown,

    /// <summary>Somebody else makes the run now: it did not run.</summary>
    Outdated,
}
