using System.Globalization;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;
using PlainText = Spectre.Console.Text;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>Heavy mode on a terminal while it goes on: a line for each attempt and one for their aggregation, with what it does now and what it has used.</summary>
internal sealed class HeavyView : IDisposable
{
    private static readonly Style s_dim = new(decoration: Decoration.Dim);

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly Row[] _rows;
    private readonly LiveFrame _live;

    /// <param name="console">The terminal.</param>
    /// <param name="attempts">How many runs are aggregated.</param>
    /// <param name="clock">The time.</param>
    public HeavyView(IAnsiConsole console, int attempts, TimeProvider clock)
    {
        _console = console;
        _rows = [.. Enumerable.Range(1, attempts).Select(number => new Row(string.Create(CultureInfo.InvariantCulture, $"attempt {number}"))), new Row("answer")];
        _live = new LiveFrame(console, clock, _gate, Frame);
    }

    /// <summary>Shows the runs while they are made.</summary>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => _live.ShowAsync(work);

    /// <summary>Takes the view away as long as something else is written to the terminal.</summary>
    public IDisposable Pause() => _live.Pause();

    /// <summary>Takes the events of an attempt, counted from 0.</summary>
    public Action<AgentEvent> Attempt(int index) => item => Add(_rows[index], item);

    /// <summary>Takes the events of the aggregation.</summary>
    public Action<AgentEvent> Aggregation => item => Add(_rows[^1], item);

    /// <summary>What stands on the terminal.</summary>
    public IRenderable Frame()
    {
        Table table = new Table().RoundedBorder().BorderStyle(s_dim).Expand()
            .AddColumn(new TableColumn(new PlainText("run", s_dim)).NoWrap())
            .AddColumn(new TableColumn(new PlainText("steps", s_dim)).NoWrap().RightAligned())
            .AddColumn(new TableColumn(new PlainText("calls", s_dim)).NoWrap().RightAligned())
            .AddColumn(new TableColumn(new PlainText("tokens", s_dim)).NoWrap().RightAligned())
            .AddColumn(new TableColumn(new PlainText("now", s_dim)));
        int width = Math.Max(20, _console.Profile.Width - 46);
        foreach (Row row in _rows)
        {
            table.AddRow(
                new PlainText(row.Name),
                new PlainText(Number(row.Tally.Step)),
                new PlainText(Number(row.Tally.Calls)),
                new PlainText(Number(row.Tally.Usage.Output)),
                new PlainText(row.Now(width), row.Style).Overflow(Overflow.Ellipsis));
        }

        return table;
    }

    public void Dispose() => _live.Dispose();

    private void Add(Row row, AgentEvent item)
    {
        lock (_gate)
        {
            row.Add(item);
        }

        _live.Refresh(isForced: item is EntryWritten);
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private sealed class Row(string name)
    {
        private readonly TextTail _text = new();
        private string _doing = "waiting";
        private bool _isOver;
        private bool _isDone;

        public string Name => name;

        public RunTally Tally { get; } = new();

        public Style Style => !_isOver ? Style.Plain : new Style(_isDone ? Color.Green : Color.Red);

        /// <summary>What it does, with the latest of what it writes.</summary>
        public string Now(int width)
        {
            string text = _text.IsEmpty ? string.Empty : _text.Lines(Math.Max(8, width - _doing.Length - 2), 1)[0];
            return text.Length == 0 ? _doing : $"{_doing}: {text}";
        }

        public void Add(AgentEvent item)
        {
            switch (item)
            {
                case StepBegun:
                    Do("reading the prompt");
                    break;
                case ThinkingWritten thought:
                    Write("thinking", thought.Text);
                    break;
                case TextWritten text:
                    Write("writing", text.Text);
                    break;
                case RequestRetried retry:
                    Do($"failed: {OneLine.From(retry.Why)}; trying again");
                    break;
                case EntryWritten { Record: { } record }:
                    Tally.Add(record);
                    Entry(record.Entry);
                    break;
                default:
                    break;
            }
        }

        private void Entry(JournalEntry entry)
        {
            switch (entry)
            {
                case TurnTaken { Calls: [.., RecordedCall call] }:
                    Do(OneLine.From($"{call.Name} {call.Arguments}"));
                    break;
                case RunEnded ended:
                    _isOver = true;
                    _isDone = ended.Status is AgentStatus.Completed;
                    Do(OneLine.From(ended.Answer.Length > 0 ? ended.Answer : ended.Reason));
                    break;
                default:
                    break;
            }
        }

        private void Do(string what)
        {
            _doing = what;
            _text.Clear();
        }

        private void Write(string what, string text)
        {
            if (_doing != what)
            {
                Do(what);
            }

            _text.Add(text);
        }
    }
}
