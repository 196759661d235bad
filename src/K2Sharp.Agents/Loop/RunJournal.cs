using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>A run at work: what its journal comes to, and the right to write on.</summary>
/// <param name="writer">The right to write the run; the caller gives it back.</param>
/// <param name="state">What the journal comes to so far; kept up to date here.</param>
/// <param name="report">Told every entry.</param>
internal sealed class RunJournal(JournalWriter writer, RunState state, Action<AgentEvent> report)
{
    public string Id => writer.Run;

    public RunState State => state;

    /// <summary>Why the model must answer now, as the middle of a sentence. Only after it was told.</summary>
    public string FinalReasonInSentence()
    {
        string text = state.FinalReason!.Split(':')[0];
        return char.ToLowerInvariant(text[0]) + text[1..];
    }

    public void Append(JournalEntry entry)
    {
        JournalRecord record = writer.Append(entry);
        state.Apply(record);
        report(new EntryWritten(record));
    }

    /// <summary>Appends, and is true: something was decided.</summary>
    public bool Write(JournalEntry entry)
    {
        Append(entry);
        return true;
    }

    /// <summary>Ends the run, and is true.</summary>
    public bool End(AgentStatus status, string reason, string answer) => Write(new RunEnded(status, reason, answer));

    public AgentResult Result(AgentStatus status, string reason, string answer) => new()
    {
        Run = writer.Run,
        Status = status,
        Reason = reason,
        Answer = answer,
        Steps = state.Steps,
        ToolCalls = state.Calls,
        Usage = state.Usage,
        Cost = state.Cost,
        Time = state.Time,
    };
}
