namespace K2Sharp.Inference.Tests.Engine;

/// <summary>Random weights, temperature 1, Moonshot's schemas: every call that is not cut at the limit of tokens is valid.</summary>
public sealed class EnforcedAnswerTests(ITestOutputHelper output)
{
    [Fact]
    public Task Random_weights_make_only_valid_calls() => Run(60);

    [Fact(Explicit = true), Trait("Category", "Long")]
    public Task Random_weights_make_only_valid_calls_2000_times() => Run(2_000);

    private async Task Run(int answers)
    {
        using var run = new EnforcedRun();
        for (int i = 0; i < answers; i++)
        {
            await run.Answer(i, TestContext.Current.CancellationToken);
        }

        string summary = $"{run.Answers} answers over {run.Schemas} schemas ({run.TooLong} too long for the context): {run.Calls} calls checked, {run.Cut} answers cut at the limit, {run.Problems.Count} problems";
        output.WriteLine(summary);
        Assert.True(run.Problems.Count == 0, summary + "\n" + string.Join('\n', run.Problems.Take(20)));
        Assert.InRange(run.Calls, answers / 3, int.MaxValue);
    }
}
