using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Agents.Live;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console.Testing;

namespace K2Sharp.Cli.Tests.Agents.Live;

public sealed class HeavyViewTests : IDisposable
{
    private readonly TestConsole _console = new TestConsole().Width(100);
    private readonly HeavyView _view;
    private long _number;

    public HeavyViewTests() => _view = new HeavyView(_console, 2, new FakeTimeProvider());

    public void Dispose()
    {
        _view.Dispose();
        _console.Dispose();
    }

    [Fact]
    public void Every_attempt_has_a_line_with_what_it_does_now()
    {
        _view.Attempt(0)(new StepBegun(1, 50));
        _view.Attempt(1)(new ThinkingWritten("first I look\nthen I wri"));
        _view.Attempt(1)(new ThinkingWritten("te"));
        string[] lines = Frame();
        Assert.Contains(lines, line => line.Contains("attempt 1", StringComparison.Ordinal) && line.Contains("reading the prompt", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("attempt 2", StringComparison.Ordinal) && line.Contains("thinking: then I write", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("answer", StringComparison.Ordinal) && line.Contains("waiting", StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_and_tokens_are_counted_for_each_and_the_end_is_told()
    {
        Write(_view.Attempt(1), new TurnTaken
        {
            Step = 3,
            Seed = 0,
            Usage = new TurnUsage { Input = 10, Output = 1234 },
            Calls = [new RecordedCall { Key = "3.0", Id = "functions.bash:0", Name = "bash", Arguments = """{"command":"make"}""" }],
        });
        Assert.Contains(Frame(), line => line.Contains("attempt 2", StringComparison.Ordinal) && line.Contains("1,234", StringComparison.Ordinal) && line.Contains("""bash {"command":"make"}""", StringComparison.Ordinal));
        Write(_view.Attempt(1), new RunEnded(AgentStatus.Completed, "the model answered", "it\nis 42"));
        Write(_view.Aggregation, new RunEnded(AgentStatus.Failed, "the server is gone", string.Empty));
        Assert.Contains(Frame(), line => line.Contains("attempt 2", StringComparison.Ordinal) && line.Contains("42", StringComparison.Ordinal));
        Assert.Contains(Frame(), line => line.Contains("answer", StringComparison.Ordinal) && line.Contains("the server is gone", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_model_writes_can_neither_style_nor_steer_the_terminal()
    {
        _view.Attempt(0)(new ThinkingWritten("\e[2J\a[red]x[/]"));
        Write(_view.Attempt(1), new RunEnded(AgentStatus.Completed, "r", "\e]0;title\a[bold]"));
        string all = string.Concat(Frame());
        Assert.DoesNotContain('\e', all);
        Assert.DoesNotContain('\a', all);
        Assert.Contains("[bold]", all, StringComparison.Ordinal);
    }

    private void Write(Action<AgentEvent> view, JournalEntry entry) => view(new EntryWritten(new JournalRecord(++_number, default, TimeSpan.FromSeconds(1), entry)));

    private string[] Frame()
    {
        using TestConsole console = new TestConsole().Width(100);
        console.Write(_view.Frame());
        return [.. console.Lines];
    }
}
