namespace K2Sharp.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs =>
        ["chat", "serve", "agent", "eval list", "eval card", "eval run", "eval report", "eval compare", "eval judge", "bench", "doctor", "model inspect", "model verify", "model synth", "model quantize", "debug tokenize", "debug render", "debug parse", "debug logits", "debug schema"];

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Without_a_verb_the_help_shows_an_example_of_every_verb(string option)
    {
        CliRun run = CliRun.Of(option.Length == 0 ? [] : [option]).AssertSuccess();
        Assert.Empty(run.Error);
        foreach (string verb in Verbs.Select(row => row.Data))
        {
            Assert.Contains($"k2 {verb}", run.Output, StringComparison.Ordinal);
        }

        Assert.Contains("k2 train", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unpack", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_explains_itself_with_examples(string verb)
    {
        CliRun run = CliRun.Of([.. verb.Split(' '), "--help"]).AssertSuccess();
        Assert.Contains("Example", run.Output, StringComparison.Ordinal);
        Assert.Contains($"k2 {verb}", run.Output.Split("Example")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "k2 model synth")]
    [InlineData("debug", "k2 debug logits")]
    public void A_group_without_a_verb_shows_its_help(string group, string example)
        => Assert.Contains(example, CliRun.Of(group).AssertSuccess().Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("agent", "silo")]
    [InlineData("agent", "list")]
    public void A_verb_s_help_does_not_show_the_arguments_of_the_one_above(string above, string verb)
        => Assert.DoesNotContain("TASK", CliRun.Of(above, verb, "--help").AssertSuccess().Output.Split("Options:")[0], StringComparison.Ordinal);

    [Fact]
    public void A_group_within_a_verb_says_its_whole_name()
        => Assert.Contains("k2 serve keys COMMAND --help explains", CliRun.Of("serve", "keys", "--help").AssertSuccess().Output, StringComparison.Ordinal);

    [Fact]
    public void Help_wins_over_what_is_missing() => CliRun.Of("model", "synth", "--help").AssertSuccess();

    [Fact]
    public void Version_is_one_line() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", CliRun.Of("--version").AssertSuccess().Output);
}
