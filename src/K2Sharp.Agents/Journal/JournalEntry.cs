using System.Text.Json.Serialization;

namespace K2Sharp.Agents.Journal;

/// <summary>
/// Something that happened in a run. A run is the fold of its entries: whatever the loop decides, it decides from them, so that a run
/// that is read back goes on as the one that was killed would have.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunStarted), "started")]
[JsonDerivedType(typeof(TurnTaken), "turn")]
[JsonDerivedType(typeof(CallBegun), "begun")]
[JsonDerivedType(typeof(CallFinished), "finished")]
[JsonDerivedType(typeof(NoticeGiven), "notice")]
[JsonDerivedType(typeof(ResultsHidden), "hidden")]
[JsonDerivedType(typeof(HistorySummarized), "summarized")]
[JsonDerivedType(typeof(Rewound), "rewound")]
[JsonDerivedType(typeof(RunEnded), "ended")]
public abstract record JournalEntry;
