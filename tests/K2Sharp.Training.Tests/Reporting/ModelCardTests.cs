using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Tests.Reporting;

public sealed class ModelCardTests
{
    private static ModelCardFacts Facts() => new()
    {
        Name = "k2-test",
        Summary = "An invented model.",
        Parameters = 1_723_456,
        ActiveParameters = 684_032,
        Bytes = 2_345_678,
        Format = "experts INT4",
        Families = [new("chase", "follow a|b", 0.65, 40), new("decimals", "compare", 0.35, null)],
        Phases = [new("stable", "all", 2000, 8_192_000, 0.01, 0.01), new("decay", "QAT", 1100, 4_505_600, 0.01, 0.001)],
        WallMinutes = 102.4,
        CpuMinutes = 170,
        Machine = "an invented processor",
        Measured = "Held-out tasks.",
        Results = [new("chase", 500, 490, 485), new("decimals", 500, 500, null)],
        ChainsKept = new Score(93, 100),
        Limits = ["It knows nothing else."],
        Licence = "mit",
        Seed = 77,
        Command = "./k2 train --recipe nano --seed 77 --out DIR",
        Tags = ["a \"tag\""],
    };

    [Theory]
    [InlineData("license: \"mit\"\n")]
    [InlineData("- \"a \\\"tag\\\"\"\n")]
    [InlineData("# k2-test\n")]
    [InlineData("1,723,456 parameters, 684,032 of them active per token; 2.3 MB on disk (experts INT4).")]
    [InlineData("| chase | follow a\\|b | 65 % | 40 |")]
    [InlineData("| decimals | compare | 35 % | not counted |")]
    [InlineData("| stable | all | 2,000 | 8,192,000 | 0.01 |")]
    [InlineData("| decay | QAT | 1,100 | 4,505,600 | 0.01 to 0.001 |")]
    [InlineData("102 minutes of wall time, 170 minutes of CPU time on an invented processor.\nSeed 77.")]
    [InlineData("```\n./k2 train --recipe nano --seed 77 --out DIR\n```")]
    [InlineData("| chase | 500 | 98 % | 96.4 % to 98.9 % | 97 % |")]
    [InlineData("| decimals | 500 | 100 % | 99.2 % to 100 % | not run |")]
    [InlineData("Chains of 300 tool calls in one context, complete and right: 93 of 100 with every result kept, not run with old results hidden.")]
    [InlineData("- It knows nothing else.\n")]
    public void The_card_says_what_it_was_given(string expected) => Assert.Contains(expected, ModelCard.Render(Facts()), StringComparison.Ordinal);

    [Fact]
    public void The_head_comes_first_and_is_closed()
    {
        string[] lines = ModelCard.Render(Facts()).Split('\n');
        Assert.Equal("---", lines[0]);
        Assert.Equal(2, lines.Count(line => string.Equals(line, "---", StringComparison.Ordinal)));
    }

    [Fact]
    public void Phrasings_that_nobody_counted_have_no_column() =>
        Assert.Contains("| family | what it asks | share of documents |\n|---|---|---:|\n| chase | follow | 100 % |\n", ModelCard.Render(Facts() with { Families = [new("chase", "follow", 1, null)] }), StringComparison.Ordinal);

    [Fact]
    public void Chains_that_were_not_run_are_not_mentioned() =>
        Assert.DoesNotContain("Chains", ModelCard.Render(Facts() with { ChainsKept = null }), StringComparison.Ordinal);
}
