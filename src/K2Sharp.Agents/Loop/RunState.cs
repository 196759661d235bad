using K2Sharp.Agents.Journal;

namespace K2Sharp.Agents.Loop;

/// <summary>A run as the fold of its journal: the conversation the model sees, and what has been used up.</summary>
internal sealed class RunState
{
    private readonly List<object> _items = [];
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _removed = new(StringComparer.Ordinal);

    public RunStarted Start { get; private set; } = null!;

    /// <summary>The conversation after the task: <see cref="RunTurn"/> and <see cref="NoticeGiven"/>, in order.</summary>
    public IReadOnlyList<object> Items => _items;

    /// <summary>The turns of the conversation.</summary>
    public IEnumerable<RunTurn> Turns => _items.OfType<RunTurn>();

    /// <summary>What takes the place of the turns before the first item; null for nothing.</summary>
    public string? Summary { get; private set; }

    /// <summary>Calls in the turns that the summary took the place of: ids count on.</summary>
    public int SummarizedCalls { get; private set; }

    public int Steps { get; private set; }

    /// <summary>Turns with tools; the one that is asked for the answer does not count.</summary>
    public int ToolSteps { get; private set; }

    public int Calls { get; private set; }

    public TurnUsage Usage { get; private set; } = new();

    public decimal Cost { get; private set; }

    public TimeSpan Time { get; private set; }

    public TimeSpan ToolTime { get; private set; }

    /// <summary>Turns in a row, up to now, that held neither a call nor an answer.</summary>
    public int EmptyTurns { get; private set; }

    /// <summary>Turns in a row, up to now, whose calls were all invalid.</summary>
    public int InvalidTurns { get; private set; }

    /// <summary>The budget's reason once the answer has been asked for; null before.</summary>
    public string? FinalReason { get; private set; }

    public RunEnded? End { get; private set; }

    /// <summary>The last turn as the model gave it, whether or not it stayed in the conversation; null once it has been dealt with.</summary>
    public TurnTaken? Unanswered { get; private set; }

    /// <summary>Tokens of the prompt and answer of the latest turn, by the model's own count; 0 where it is unknown or no longer true.</summary>
    public long KnownTokens { get; private set; }

    /// <summary>How many items <see cref="KnownTokens"/> covers; what comes after is estimated.</summary>
    public int KnownItems { get; private set; }

    /// <summary>Whether <see cref="KnownTokens"/> covers the results of the last turn in it: not when the model counted, for they came later.</summary>
    public bool KnowsLastResults { get; private set; }

    /// <summary>Reminders of a loop since something new happened.</summary>
    public int RemindersInLoop { get; private set; }

    /// <summary>The calls of the next turn have ids from this number.</summary>
    public int NextCallNumber => SummarizedCalls + Turns.Sum(turn => turn.Turn.Calls.Count);

    /// <summary>The turn whose calls have not all been answered; null for none.</summary>
    public RunTurn? Pending => _items is [.., RunTurn { IsDone: false } turn] ? turn : null;

    /// <summary>Whether the last thing that happened is a turn with all its results, and nothing was said about it yet.</summary>
    public bool IsAfterTurn => _items is [.., RunTurn { IsDone: true }];

    public bool IsHidden(string key) => _hidden.Contains(key);

    /// <summary>How many turns of this fingerprint were taken out because of a loop.</summary>
    public int Removed(string fingerprint) => _removed.GetValueOrDefault(fingerprint);

    public static RunState Of(IEnumerable<JournalRecord> records)
    {
        var state = new RunState();
        foreach (JournalRecord record in records)
        {
            state.Apply(record);
        }

        return state.Start is null ? throw new JournalException("the run has no first entry: it was killed before it began; start it again") : state;
    }

    public void Apply(JournalRecord record)
    {
        if (record.Entry is not RunStarted)
        {
            Time += record.Elapsed;
        }

        switch (record.Entry)
        {
            case RunStarted start:
                Start = start;
                break;
            case TurnTaken turn:
                Add(turn);
                break;
            case CallBegun begun:
                Turns.Last().Begun.Add(begun.Key);
                break;
            case CallFinished finished:
                Add(finished);
                break;
            case NoticeGiven notice:
                Add(notice);
                break;
            case ResultsHidden hidden:
                _hidden.UnionWith(hidden.Keys);
                KnownTokens = Math.Max(1, hidden.TokensAfter);
                KnownItems = _items.Count;
                KnowsLastResults = true;
                break;
            case HistorySummarized summary:
                Add(summary);
                break;
            case Rewound rewound:
                Add(rewound);
                break;
            case RunEnded end:
                End = end;
                if (Unanswered is { Content.Length: > 0 })
                {
                    _items.Add(new RunTurn(Unanswered));
                }

                Unanswered = null;
                break;
            default:
                throw new JournalException($"the journal holds an entry {record.Entry.GetType().Name} that this version does not know");
        }
    }

    private void Add(TurnTaken turn)
    {
        Steps++;
        ToolSteps += turn.IsFinal ? 0 : 1;
        Calls += turn.Calls.Count;
        Usage = Usage.Plus(turn.Usage);
        Cost += turn.Cost;
        KnownTokens = turn.Usage.Input + turn.Usage.Output;

        // A turn without calls is an answer or nothing. Kept in the conversation it would end the task for the template, which shows
        // thoughts only after the last message without calls.
        if (turn.Calls.Count > 0)
        {
            _items.Add(new RunTurn(turn));
            EmptyTurns = 0;
        }
        else
        {
            Unanswered = turn;
            KnownTokens = turn.Usage.Input;
        }

        KnownItems = _items.Count;
        KnowsLastResults = false;
    }

    private void Add(CallFinished finished)
    {
        RunTurn turn = Turns.Last();
        turn.Results.Add(finished.Key, finished);
        ToolTime += TimeSpan.FromMilliseconds(finished.Milliseconds);
        if (turn.IsDone)
        {
            InvalidTurns = turn.IsInvalid ? InvalidTurns + 1 : 0;
            if (Removed(turn.Fingerprint) == 0 && !Turns.SkipLast(1).Any(other => other.Fingerprint == turn.Fingerprint))
            {
                // Something new: whatever was repeated before, it is over.
                RemindersInLoop = 0;
            }
        }
    }

    private void Add(NoticeGiven notice)
    {
        switch (notice.Reason)
        {
            case NoticeReason.NoAnswer or NoticeReason.Cut or NoticeReason.Markup:
                EmptyTurns++;
                Unanswered = null;
                break;
            case NoticeReason.Budget:
                FinalReason = notice.Text;
                Unanswered = null;
                break;
            case NoticeReason.Loop:
                RemindersInLoop++;
                break;
            default:
                // The user goes on with a run that had ended.
                End = null;
                FinalReason = null;
                break;
        }

        _items.Add(notice);
    }

    private void Add(HistorySummarized summary)
    {
        foreach (RunTurn turn in Turns.Where(turn => turn.Turn.Step <= summary.UpToStep))
        {
            SummarizedCalls += turn.Turn.Calls.Count;
        }

        int last = _items.FindLastIndex(item => item is RunTurn turn && turn.Turn.Step <= summary.UpToStep);
        _items.RemoveRange(0, last + 1);
        Summary = summary.Text;
        Usage = Usage.Plus(summary.Usage);
        Cost += summary.Cost;
        KnownTokens = 0;
    }

    private void Add(Rewound rewound)
    {
        int last = _items.FindLastIndex(item => item is RunTurn turn && turn.Turn.Step <= rewound.ToStep);
        if (rewound.Loop is not null)
        {
            foreach (string fingerprint in _items.Skip(last + 1).OfType<RunTurn>().Select(turn => turn.Fingerprint))
            {
                _removed[fingerprint] = Removed(fingerprint) + 1;
            }
        }

        _items.RemoveRange(last + 1, _items.Count - last - 1);
        End = null;
        FinalReason = null;
        Unanswered = null;
        EmptyTurns = 0;
        InvalidTurns = 0;
        RemindersInLoop = rewound.Loop is null ? 0 : RemindersInLoop;
        KnownTokens = 0;
        if (rewound.Notice is not null)
        {
            _items.Add(new NoticeGiven(rewound.Loop is null ? NoticeReason.User : NoticeReason.Loop, rewound.Notice));
        }
    }
}
