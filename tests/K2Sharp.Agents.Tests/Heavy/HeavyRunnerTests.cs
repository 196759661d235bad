using K2Sharp.Agents.Heavy;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;

namespace K2Sharp.Agents.Tests.Heavy;

public sealed class HeavyRunnerTests : IDisposable
{
    private readonly AgentFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Eight_attempts_with_seeds_of_their_own_run_together_and_their_answers_are_compared_once()
    {
        const int attempts = 8;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int waiting = 0;
        var tool = new ScriptedTool("next", async (_, cancellation) =>
        {
            if (Interlocked.Increment(ref waiting) == attempts)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(cancellation);
            return new K2Sharp.Agents.Tools.ToolOutput("ok");
        });
        var model = new ScriptedModel(request => request.UserTexts.First().StartsWith("A task was worked on", StringComparison.Ordinal)
            ? ScriptedTurn.Answer("the best of them")
            : request.Results.Any() ? ScriptedTurn.Answer($"answer of seed {request.Options.Seed}") : ScriptedTurn.Call("next", "{}"));
        var options = new AgentOptions { Seed = 5 };
        HeavyResult result = await HeavyRunner.RunAsync(
            i => _fixture.Runner(model, [tool], HeavyRunner.Attempt(options, i)), model, _fixture.Journal, options, "what is it?", attempts, null, TestContext.Current.CancellationToken);
        Assert.Equal((AgentStatus.Completed, "the best of them"), (result.Aggregation.Status, result.Aggregation.Answer));
        Assert.Equal(attempts, result.Attempts.Select(attempt => attempt.Answer).Distinct().Count());
        string prompt = model.Requests[^1].UserTexts.First();
        Assert.All(result.Attempts, attempt => Assert.Contains(attempt.Answer, prompt, StringComparison.Ordinal));
        Assert.Contains("what is it?", prompt, StringComparison.Ordinal);
        Assert.Equal(attempts + 1, _fixture.Journal.List().Count);
        Assert.Null(model.Requests[^1].Options.Tools);
    }
}
