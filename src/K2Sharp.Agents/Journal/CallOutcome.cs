using System.Text.Json.Serialization;

namespace K2Sharp.Agents.Journal;

/// <summary>How a call ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>The tool ran.</summary>
    Done,

    /// <summary>The tool ran and reported an error, or threw.</summary>
    Failed,

    /// <summary>No such tool, or arguments that its schema does not allow; it did not run.</summary>
    Invalid,

    /// <summary>The policy or the user did not allow it; it did not run.</summary>
    Denied,

    /// <summary>It ran longer than it may and was ended.</summary>
    TimedOut,

    /// <summary>The run was killed while the call ran; it was not repeated.</summary>
    Interrupted,
}
