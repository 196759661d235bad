using K2Sharp.Agents.Journal;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>What a run has used up so far, added up from its entries.</summary>
internal sealed class RunTally
{
    /// <summary>The latest turn.</summary>
    public int Step { get; private set; }

    /// <summary>Turns with tools, which the budget of steps counts.</summary>
    public int ToolSteps { get; private set; }

    public int Calls { get; private set; }

    public TurnUsage Usage { get; private set; } = new();

    public decimal Cost { get; private set; }

    public TimeSpan Time { get; private set; }

    public TimeSpan ToolTime { get; private set; }

    /// <summary>Tokens of the latest prompt.</summary>
    public long Prompt { get; private set; }

    /// <summary>The part of all prompts that was not computed again, in per cent.</summary>
    public long CachedPercent => Usage.Input == 0 ? 0 : 100 * Usage.Cached / Usage.Input;

    public void Add(JournalRecord record)
    {
        Time += record.Entry is RunStarted ? TimeSpan.Zero : record.Elapsed;
        switch (record.Entry)
        {
            case TurnTaken turn:
                Step = turn.Step;
                ToolSteps += turn.IsFinal ? 0 : 1;
                Calls += turn.Calls.Count;
                Usage = Usage.Plus(turn.Usage);
                Cost += turn.Cost;
                Prompt = turn.Usage.Input;
                break;
            case CallFinished finished:
                ToolTime += TimeSpan.FromMilliseconds(finished.Milliseconds);
                break;
            case HistorySummarized summary:
                Usage = Usage.Plus(summary.Usage);
                Cost += summary.Cost;
                break;
            default:
                break;
        }
    }
}
