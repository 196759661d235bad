using System.Globalization;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Agents.Live;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary>
/// Shows a run while it goes on, as lines on standard error, where <see cref="RunView"/> cannot: there is no terminal, only a plain one, or
/// several runs go on at once. A terminal gets the thinking as it comes; anything else gets a plain line per event.
/// </summary>
internal sealed class RunPrinter(CliHost host, bool showsThinking)
{
    private const string Dim = "\e[2m";
    private const string Bold = "\e[1m";
    private const string Reset = "\e[0m";
    private const int MostResultLines = 4;

    private readonly Lock _gate = new();
    private readonly bool _isLive = host.IsErrorTerminal;
    private readonly bool _isStyled = host.IsErrorTerminal && host.IsStyled;
    private readonly Dictionary<string, RecordedCall> _calls = new(StringComparer.Ordinal);
    private readonly RunTally _tally = new();
    private bool _isInLine;
    private char _last = '\n';

    public void Add(AgentEvent item)
    {
        lock (_gate)
        {
            switch (item)
            {
                case ThinkingWritten thought when _isLive && showsThinking:
                    Flow(thought.Text, Dim);
                    break;
                case TextWritten text when _isLive:
                    Flow(text.Text, string.Empty);
                    break;
                case RequestRetried retry:
                    Line(string.Create(CultureInfo.InvariantCulture, $"(attempt {retry.Attempt} failed: {retry.Why}; again in {retry.Delay.TotalSeconds:0.#} s)"), Dim);
                    break;
                case EntryWritten entry:
                    Entry(entry.Record);
                    break;
                default:
                    break;
            }
        }
    }

    private void Entry(JournalRecord record)
    {
        _tally.Add(record);
        switch (record.Entry)
        {
            case TurnTaken turn:
                Turn(turn);
                break;
            case CallFinished finished:
                Finished(finished);
                break;
            case NoticeGiven notice:
                Line($"! {notice.Text}", Dim);
                break;
            case ResultsHidden hidden:
                Line($"! context: {hidden.Keys.Count} old results hidden, about {hidden.TokensBefore} tokens became {hidden.TokensAfter}", Dim);
                break;
            case HistorySummarized summary:
                Line($"! context: turns up to step {summary.UpToStep} summed up, about {summary.TokensBefore} tokens became {summary.TokensAfter}", Dim);
                break;
            case Rewound rewound:
                Line($"! rewound to step {rewound.ToStep}: {rewound.Reason}", Dim);
                break;
            default:
                break;
        }
    }

    private void Turn(TurnTaken turn)
    {
        foreach (RecordedCall call in turn.Calls)
        {
            _calls[call.Key] = call;
            Line($"-> {call.Name} {call.Arguments}", Bold);
        }

        string cost = _tally.Cost > 0 ? string.Create(CultureInfo.InvariantCulture, $" | cost {_tally.Cost:0.####}") : string.Empty;
        Line(string.Create(CultureInfo.InvariantCulture, $"[step {turn.Step} | {_tally.Calls} calls | prompt {turn.Usage.Input} | {_tally.CachedPercent} % cached | {_tally.Usage.Output} generated | {_tally.Time.TotalSeconds:0} s{cost}]"), Dim);
    }

    private void Finished(CallFinished finished)
    {
        string outcome = finished.Outcome is CallOutcome.Done ? string.Empty : $" ({finished.Outcome.ToString().ToLowerInvariant()})";
        string name = _calls.TryGetValue(finished.Key, out RecordedCall? call) ? call.Id : finished.Key;
        string[] lines = finished.Content.TrimEnd('\n').Split('\n');
        string shown = string.Join("\n   ", lines.Take(MostResultLines));
        string more = lines.Length > MostResultLines ? $"\n   ... {lines.Length - MostResultLines} more lines" : string.Empty;
        Line($"<- {name}{outcome}: {(lines.Length > 1 ? "\n   " : string.Empty)}{shown}{more}", string.Empty);
    }

    /// <summary>Text as it comes.</summary>
    private void Flow(string text, string style)
    {
        host.Error.Write(Styled(TerminalText.Safe(text), style));
        _isInLine = true;
        _last = text[^1];
    }

    private void Line(string text, string style)
    {
        if (_isInLine && _last != '\n')
        {
            host.Error.WriteLine();
        }

        _isInLine = false;
        string shown = string.Join('\n', text.Split('\n').Select(OneLine.From));
        host.Error.WriteLine(Styled(shown, style));
    }

    private string Styled(string text, string style) => _isStyled && style.Length > 0 ? $"{style}{text}{Reset}" : text;
}
