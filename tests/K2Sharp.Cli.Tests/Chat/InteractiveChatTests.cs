using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Chat;

public sealed class InteractiveChatTests
{
    [Fact]
    public void A_conversation_answers_every_line_and_ends_with_the_input()
    {
        CliRun run = Talk("hello\n\nagain\n");
        Assert.Contains("k2-mini listens", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, Answers(run));
    }

    [Fact]
    public void The_next_turn_reuses_the_cache()
    {
        string[] speeds = Speeds(Talk("hello\nhello\n"));
        Assert.NotEqual(Prompt(speeds[0]), Prompt(speeds[1]));

        // After a reset the first question again: all of its prompt is still there, since the forced <think> behind it is what gets computed.
        speeds = Speeds(Talk("hello\n/reset\nhello\n"));
        Assert.Equal(0, Prompt(speeds[1]));
    }

    [Fact]
    public void Commands_are_obeyed_and_unknown_ones_named()
    {
        CliRun run = Talk("/help\n/nonsense\n/exit\nnever read\n");
        Assert.Contains("Ctrl+D", run.Output, StringComparison.Ordinal);
        Assert.Contains("no command /nonsense", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, Answers(run));
    }

    [Fact]
    public void A_backslash_joins_lines() => Assert.Equal(1, Answers(Talk("one \\\ntwo\n")));

    [Fact]
    public void A_question_too_long_for_the_context_does_not_end_the_conversation()
    {
        CliRun run = Talk($"{string.Concat(Enumerable.Repeat("word ", 700))}\nhello\n");
        Assert.Contains("/reset", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, Answers(run));
    }

    [Fact]
    public void A_line_that_the_terminal_cut_is_not_sent()
    {
        CliRun run = Talk($"{new string('x', 4095)}\n");
        Assert.Contains("4095", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, Answers(run));
    }

    private static CliRun Talk(string input)
        => CliRun.AtTerminal(input, isStyled: false, "chat", "--model", SharedData.MiniModel, "--seed", "1", "--max-tokens", "5").AssertSuccess();

    private static int Answers(CliRun run) => Speeds(run).Length;

    private static string[] Speeds(CliRun run) => [.. run.Error.Split('\n').Where(line => line.Contains("[prompt ", StringComparison.Ordinal))];

    private static int Prompt(string speed) => int.Parse(speed.Split("[prompt ")[1].Split(' ')[0]);
}
