using System.Text.Json.Serialization;

namespace K2Sharp.Agents.Journal;

/// <summary>Why the runner spoke to the model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeReason>))]
public enum NoticeReason
{
    /// <summary>The turn held neither a call nor an answer.</summary>
    NoAnswer,

    /// <summary>The turn was cut at its limit of tokens.</summary>
    Cut,

    /// <summary>The turn had a call's markup where it is only text.</summary>
    Markup,

    /// <summary>The calls repeat themselves.</summary>
    Loop,

    /// <summary>A budget is used up: the answer is asked for.</summary>
    Budget,

    /// <summary>The user speaks.</summary>
    User,
}
