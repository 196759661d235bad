using System.Globalization;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;
using PlainText = Spectre.Console.Text;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>
/// A run on a terminal while it goes on: what has happened scrolls away upwards, and below it stands what happens now, with the thought as it
/// comes, the calls that run, and the budgets.
/// </summary>
internal sealed class RunView : IDisposable
{
    private const int ThoughtLines = 6;
    private const int KeptThoughtLines = 8;
    private const int ResultLines = 6;
    private static readonly Style s_dim = new(decoration: Decoration.Dim);
    private static readonly Style s_bold = new(decoration: Decoration.Bold);

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly AgentOptions _options;
    private readonly TimeProvider _clock;
    private readonly bool _showsThinking;
    private readonly RunTally _tally = new();
    private readonly TextTail _thought = new();
    private readonly TextTail _answer = new();
    private readonly Dictionary<string, RecordedCall> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _running = new(StringComparer.Ordinal);
    private readonly LiveFrame _live;
    private string _now = "starting";
    private long _lastEntry;

    /// <param name="console">The terminal.</param>
    /// <param name="options">The run's budgets.</param>
    /// <param name="clock">The time.</param>
    /// <param name="showsThinking">Whether thoughts are shown.</param>
    /// <param name="before">What the run had done before; nothing of it is shown again, but it counts.</param>
    public RunView(IAnsiConsole console, AgentOptions options, TimeProvider clock, bool showsThinking, IEnumerable<JournalRecord> before)
    {
        _console = console;
        _options = options;
        _clock = clock;
        _showsThinking = showsThinking;
        _lastEntry = clock.GetTimestamp();
        _live = new LiveFrame(console, clock, _gate, Frame);
        foreach (JournalRecord record in before)
        {
            Fold(record);
        }
    }

    /// <summary>Shows a run while it is made.</summary>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => _live.ShowAsync(work);

    /// <summary>Takes the view away as long as something else is written to the terminal, a question for example.</summary>
    public IDisposable Pause() => _live.Pause();

    public void Add(AgentEvent item)
    {
        bool isForced = true;
        lock (_gate)
        {
            switch (item)
            {
                case StepBegun begun:
                    _now = $"step {begun.Step}: reading the prompt";
                    break;
                case ThinkingWritten thought:
                    _now = $"step {_tally.Step + 1}: thinking";
                    _thought.Add(thought.Text);
                    isForced = false;
                    break;
                case TextWritten text:
                    _now = $"step {_tally.Step + 1}: writing";
                    _answer.Add(text.Text);
                    isForced = false;
                    break;
                case RequestRetried retry:
                    _thought.Clear();
                    _answer.Clear();
                    _live.Blank();
                    Line(string.Create(CultureInfo.InvariantCulture, $"! attempt {retry.Attempt} failed: {retry.Why}; again in {retry.Delay.TotalSeconds:0.#} s"), new Style(Color.Yellow));
                    break;
                case EntryWritten entry:
                    _live.Blank();
                    Show(entry.Record.Entry);
                    Fold(entry.Record);
                    _lastEntry = _clock.GetTimestamp();
                    break;
                default:
                    break;
            }
        }

        _live.Refresh(isForced);
    }

    /// <summary>What stands below.</summary>
    public IRenderable Frame()
    {
        List<IRenderable> rows = [];
        int width = Math.Max(20, _console.Profile.Width - 6);
        if (_showsThinking && !_thought.IsEmpty && _answer.IsEmpty)
        {
            rows.AddRange(_thought.Lines(width, ThoughtLines).Select(line => new PlainText(line, s_dim)));
        }

        if (!_answer.IsEmpty)
        {
            rows.AddRange(_answer.Lines(width, ThoughtLines).Select(line => new PlainText(line)));
        }

        foreach ((string key, long since) in _running)
        {
            RecordedCall call = _calls[key];
            string time = string.Create(CultureInfo.InvariantCulture, $"{_clock.GetElapsedTime(since).TotalSeconds:0} s");
            rows.Add(new Paragraph().Append("● ", new Style(Color.Yellow)).Append(call.Name, s_bold).Append($" {Cut(OneLine.From(call.Arguments), width - call.Name.Length - 12)}").Append($"  {time}", s_dim).Overflow(Overflow.Ellipsis));
        }

        Panel panel = new Panel(rows.Count > 0 ? new Rows(rows) : new PlainText("...", s_dim)).Header($" {Markup.Escape(_now)} ").RoundedBorder().BorderStyle(s_dim).Expand();
        return new Rows(panel, BudgetGrid.Of(_tally, _options, _clock.GetElapsedTime(_lastEntry)));
    }

    public void Dispose() => _live.Dispose();

    private void Fold(JournalRecord record)
    {
        _tally.Add(record);
        switch (record.Entry)
        {
            case TurnTaken turn:
                _thought.Clear();
                _answer.Clear();
                _running.Clear();
                foreach (RecordedCall call in turn.Calls)
                {
                    _calls[call.Key] = call;
                    _running[call.Key] = _clock.GetTimestamp();
                }

                _now = turn.Calls.Count switch
                {
                    0 => $"step {turn.Step}",
                    1 => $"step {turn.Step}: a call",
                    _ => $"step {turn.Step}: {turn.Calls.Count} calls",
                };
                break;
            case CallFinished finished:
                _running.Remove(finished.Key);
                break;
            default:
                break;
        }
    }

    /// <summary>What scrolls away.</summary>
    private void Show(JournalEntry entry)
    {
        switch (entry)
        {
            case TurnTaken turn:
                Turn(turn);
                break;
            case CallFinished finished:
                Result(finished);
                break;
            case NoticeGiven notice:
                Line($"! {notice.Text}", new Style(Color.Yellow));
                break;
            case ResultsHidden hidden:
                Line($"! context: {hidden.Keys.Count} old results hidden, about {hidden.TokensBefore} tokens became {hidden.TokensAfter}", s_dim);
                break;
            case HistorySummarized summary:
                Line($"! context: turns up to step {summary.UpToStep} summed up, about {summary.TokensBefore} tokens became {summary.TokensAfter}", s_dim);
                break;
            case Rewound rewound:
                Line($"! rewound to step {rewound.ToStep}: {rewound.Reason}", new Style(Color.Yellow));
                break;
            default:
                break;
        }
    }

    private void Turn(TurnTaken turn)
    {
        _console.Write(new Rule($"[dim]step {turn.Step}[/]").LeftJustified().RuleStyle(s_dim));
        if (_showsThinking && turn.Reasoning.Length > 0)
        {
            Lines(turn.Reasoning, KeptThoughtLines, "  ", s_dim);
        }

        // The answer itself goes to standard output in the end.
        if (turn.Content.Length > 0 && turn.Calls.Count > 0)
        {
            Lines(turn.Content, KeptThoughtLines, "  ", Style.Plain);
        }
    }

    private void Result(CallFinished finished)
    {
        _calls.TryGetValue(finished.Key, out RecordedCall? call);
        bool isDone = finished.Outcome is CallOutcome.Done;
        string time = string.Create(CultureInfo.InvariantCulture, $"{finished.Milliseconds / 1000.0:0.0} s");
        string outcome = isDone ? time : $"{finished.Outcome.ToString().ToLowerInvariant()}, {time}";
        int width = Math.Max(20, _console.Profile.Width - 6);
        string name = call?.Name ?? finished.Key;
        _console.Write(new Paragraph()
            .Append("● ", new Style(isDone ? Color.Green : Color.Red))
            .Append(OneLine.From(name), s_bold)
            .Append($" {Cut(OneLine.From(call?.Arguments ?? string.Empty), width - name.Length - outcome.Length)}")
            .Append($"  {outcome}\n", s_dim));
        Lines(finished.Content, ResultLines, "  ", isDone ? Style.Plain : new Style(Color.Red));
    }

    private void Lines(string text, int most, string indent, Style style)
    {
        (IReadOnlyList<string> lines, int more) = TextTail.Head(text, Math.Max(20, _console.Profile.Width - indent.Length - 1), most);
        foreach (string line in lines)
        {
            _console.Write(new PlainText($"{indent}{line}\n", style));
        }

        if (more > 0)
        {
            _console.Write(new PlainText($"{indent}... {more} more lines\n", s_dim));
        }
    }

    private void Line(string text, Style style) => Lines(OneLine.From(text), KeptThoughtLines, string.Empty, style);

    private static string Cut(string text, int width) => text.Length <= Math.Max(width, 8) ? text : text[..(Math.Max(width, 8) - 1)] + "…";
}
