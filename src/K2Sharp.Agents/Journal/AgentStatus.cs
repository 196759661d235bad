using System.Text.Json.Serialization;

namespace K2Sharp.Agents.Journal;

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentStatus>))]
public enum AgentStatus
{
    /// <summary>Not ended: being run, killed, or interrupted. It can be resumed.</summary>
    Open,

    /// <summary>The model gave its answer.</summary>
    Completed,

    /// <summary>A budget was used up, and the answer, if there is one, was asked for.</summary>
    Budget,

    /// <summary>The runner stopped it: a loop, invalid calls, empty answers or a context in which nothing can be hidden any more.</summary>
    Stopped,

    /// <summary>The model's side could not be reached or refused the request. The journal is left open, so it can be resumed.</summary>
    Failed,
}
