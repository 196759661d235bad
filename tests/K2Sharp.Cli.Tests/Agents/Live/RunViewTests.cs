using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Cli.Agents.Live;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;
using Spectre.Console.Testing;
using PlainText = Spectre.Console.Text;

namespace K2Sharp.Cli.Tests.Agents.Live;

public sealed class RunViewTests : IDisposable
{
    private static readonly AgentOptions s_options = new()
    {
        MaxSteps = 8,
        MaxTime = TimeSpan.FromMinutes(10),
        MaxCost = 2,
        Prices = new TokenPrices { Input = 1 },
    };

    private readonly TestConsole _console = new TestConsole().Width(100);
    private readonly FakeTimeProvider _clock = new();
    private long _number;

    public void Dispose() => _console.Dispose();

    [Fact]
    public void The_frame_shows_the_thought_as_it_comes()
    {
        using RunView view = View();
        view.Add(new StepBegun(1, 50));
        Assert.Contains("step 1: reading the prompt", Frame(view), StringComparison.Ordinal);
        view.Add(new ThinkingWritten("first I look\nand th"));
        view.Add(new ThinkingWritten("en I write"));
        string frame = Frame(view);
        Assert.Contains("step 1: thinking", frame, StringComparison.Ordinal);
        Assert.Contains("and then I write", frame, StringComparison.Ordinal);
        view.Add(new TextWritten("the answer"));
        Assert.Contains("the answer", Frame(view), StringComparison.Ordinal);
        Assert.DoesNotContain("first I look", Frame(view), StringComparison.Ordinal);
    }

    [Fact]
    public void Thoughts_can_be_hidden()
    {
        using RunView view = View(showsThinking: false);
        view.Add(new ThinkingWritten("secret"));
        Turn(view, 1, "secret");
        Assert.DoesNotContain("secret", Frame(view) + _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_stand_below_while_they_run_and_scroll_away_with_their_results()
    {
        using RunView view = View();
        Turn(view, 1, "thought", new RecordedCall { Key = "1.0", Id = "functions.bash:0", Name = "bash", Arguments = """{"command":"make"}""" });
        _clock.Advance(TimeSpan.FromSeconds(7));
        string frame = Frame(view);
        Assert.Contains("""bash {"command":"make"}""", frame, StringComparison.Ordinal);
        Assert.Contains("7 s", frame, StringComparison.Ordinal);
        Write(view, new CallFinished { Key = "1.0", Outcome = CallOutcome.Failed, Content = "no\nrule [to] make", Milliseconds = 7000 });
        Assert.DoesNotContain("make", Frame(view), StringComparison.Ordinal);
        Assert.Contains("failed, 7.0 s", _console.Output, StringComparison.Ordinal);
        Assert.Contains("rule [to] make", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Budgets_are_shown_with_what_is_used_of_them()
    {
        using RunView view = View();
        Turn(view, 1, "a");
        _clock.Advance(TimeSpan.FromSeconds(65));
        string frame = Frame(view);
        Assert.Matches(@"steps +━+─+ +1 of 8", frame);
        Assert.Matches(@"time +━*─+ +1:07 of 10:00", frame);
        Assert.Matches(@"cost +━+─+ +0\.5 of 2", frame);
        Assert.Contains("prompt 1,200 tokens, 50 % cached", frame, StringComparison.Ordinal);
        Assert.Contains("34 generated  ·  20 of them thinking", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_resumed_run_had_used_counts()
    {
        var turn = new TurnTaken { Step = 5, Seed = 0, Calls = [], Usage = new TurnUsage { Input = 10, Output = 3 } };
        using RunView view = View(before: [new JournalRecord(1, default, default, new RunStarted { Task = "t", Seed = 0 }), new JournalRecord(2, default, TimeSpan.FromSeconds(90), turn)]);
        Assert.Matches(@"steps .* 1 of 8", Frame(view));
        Assert.Contains("1:30 of 10:00", Frame(view), StringComparison.Ordinal);
        Assert.DoesNotContain("step 5", _console.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_writes_can_neither_style_nor_steer_the_terminal()
    {
        using RunView view = View();
        view.Add(new ThinkingWritten("\e[2J\a[red]x[/]"));
        Turn(view, 1, "\e]0;title\a[bold]", new RecordedCall { Key = "1.0", Id = "i", Name = "a[b]", Arguments = "\e[31m" });
        Write(view, new CallFinished { Key = "1.0", Outcome = CallOutcome.Done, Content = "\e[?25l[/]" });
        string all = Frame(view) + _console.Output;
        Assert.DoesNotContain('\e', all);
        Assert.DoesNotContain('\a', all);
        Assert.Contains("[bold]", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_view_is_there_while_the_run_is_made_and_gone_afterwards()
    {
        _console.Interactive().EmitAnsiSequences();
        using RunView view = View();
        int result = await view.ShowAsync(() =>
        {
            view.Add(new StepBegun(1, 10));
            Turn(view, 1, "thought", new RecordedCall { Key = "1.0", Id = "i", Name = "look", Arguments = "{}" });
            using (view.Pause())
            {
                _console.Write(new PlainText("a question\n"));
                int before = _console.Output.Length;
                view.Add(new ThinkingWritten("unseen"));
                _clock.Advance(TimeSpan.FromSeconds(3));
                Assert.Equal(before, _console.Output.Length);
            }

            Write(view, new CallFinished { Key = "1.0", Outcome = CallOutcome.Done, Content = "seen" });
            return Task.FromResult(7);
        });
        Assert.Equal(7, result);
        Assert.Contains("a question", _console.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 8", _console.Output, StringComparison.Ordinal);
        int end = _console.Output.Length;
        _clock.Advance(TimeSpan.FromSeconds(5));
        view.Add(new ThinkingWritten("late"));
        Assert.Equal(end, _console.Output.Length);
    }

    private RunView View(bool showsThinking = true, IEnumerable<JournalRecord>? before = null) => new(_console, s_options, _clock, showsThinking, before ?? []);

    private void Turn(RunView view, int step, string thought, params RecordedCall[] calls) => Write(view, new TurnTaken
    {
        Step = step,
        Seed = 0,
        Reasoning = thought,
        Calls = calls,
        Usage = new TurnUsage { Input = 1200, Cached = 600, Output = 34, Reasoning = 20 },
        Cost = 0.5m,
    });

    private void Write(RunView view, JournalEntry entry) => view.Add(new EntryWritten(new JournalRecord(++_number, default, TimeSpan.FromSeconds(2), entry)));

    private static string Frame(RunView view)
    {
        using TestConsole console = new TestConsole().Width(100);
        console.Write(view.Frame());
        return console.Output;
    }
}
