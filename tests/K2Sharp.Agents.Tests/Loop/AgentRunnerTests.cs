using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests.Loop;

public sealed class AgentRunnerTests : IDisposable
{
    private readonly AgentFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Three_hundred_calls_go_by_with_thoughts_ids_and_tools_in_every_request()
    {
        const int calls = 300;
        var tool = new ScriptedTool("next", invocation => $"after {invocation.Text("key")}");
        var model = new ScriptedModel(request => request.Number <= calls
            ? ScriptedTurn.Call("next", $$"""{"key":"k{{request.Number}}"}""") with { Reasoning = $"thought {request.Number}" }
            : ScriptedTurn.Answer("the end"));
        AgentResult result = await _fixture.RunAsync(model, [tool], new AgentOptions { MaxSteps = 400, Seed = 7 });

        Assert.Equal((AgentStatus.Completed, "the end", calls + 1, calls), (result.Status, result.Answer, result.Steps, result.ToolCalls));
        Assert.Equal(calls, tool.Count);
        Assert.All(model.Requests, request => Assert.Single(request.Options.Tools!));
        Assert.Equal(calls + 1, model.Requests.Select(request => request.Options.Seed).Distinct().Count());
        ModelRequest last = model.Requests[^1];
        Assert.Equal(Enumerable.Range(1, calls).Select(i => $"after k{i}"), last.Results);
        Assert.Equal(
            Enumerable.Range(0, calls).Select(i => $"functions.next:{i}"),
            last.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId));
        Assert.Equal(
            Enumerable.Range(1, calls).Select(i => $"thought {i}"),
            last.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(thought => thought.Text));
    }

    [Fact]
    public async Task Every_prompt_begins_with_the_one_before()
    {
        var tool = new ScriptedTool("next", invocation => $"after {invocation.Text("key")}");
        var model = new ScriptedModel(request => request.Number <= 20 ? ScriptedTurn.Call("next", $$"""{"key": "{{request.Number}}"}""") : ScriptedTurn.Answer("done"));
        await _fixture.RunAsync(model, [tool]);
        for (int i = 1; i < model.Requests.Count; i++)
        {
            string[] before = [.. model.Requests[i - 1].Messages.Select(Text)];
            Assert.Equal(before, model.Requests[i].Messages.Select(Text).Take(before.Length));
        }

        static string Text(ChatMessage message) => string.Join('|', message.Contents.Select(content => content switch
        {
            TextContent text => text.Text,
            TextReasoningContent thought => thought.Text,
            FunctionCallContent call => $"{call.CallId} {call.AdditionalProperties!["k2.arguments"]}",
            FunctionResultContent result => $"{result.CallId} {result.Result}",
            _ => "?",
        }));
    }

    [Fact]
    public async Task Calls_of_a_turn_run_at_the_same_time_and_their_results_stay_in_order()
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int waiting = 0;
        var tool = new ScriptedTool("wait", async (invocation, cancellation) =>
        {
            if (Interlocked.Increment(ref waiting) == 4)
            {
                all.SetResult();
            }

            await all.Task.WaitAsync(cancellation);
            return new ToolOutput(invocation.Text("key")!);
        });
        var model = ScriptedModel.Of(
            new ScriptedTurn { Calls = [("same", "wait", """{"key":"a"}"""), ("same", "wait", """{"key":"b"}"""), ("same", "wait", """{"key":"c"}"""), ("same", "wait", """{"key":"d"}""")] },
            ScriptedTurn.Answer("done"));
        AgentResult result = await _fixture.RunAsync(model, [tool]);
        Assert.Equal(AgentStatus.Completed, result.Status);
        Assert.Equal(["a", "b", "c", "d"], model.Requests[1].Results);
        Assert.Equal(
            ["functions.wait:0", "functions.wait:1", "functions.wait:2", "functions.wait:3"],
            model.Requests[1].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(it => it.CallId));
    }

    [Fact]
    public async Task A_tool_that_must_run_alone_does()
    {
        int running = 0;
        int most = 0;
        var tool = new ScriptedTool("alone", async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new ToolOutput("ok");
        })
        { RunsInParallel = false };
        var model = ScriptedModel.Of(
            new ScriptedTurn { Calls = [.. Enumerable.Range(0, 10).Select(i => ($"{i}", "alone", $$"""{"key":"{{i}}"}"""))] }, ScriptedTurn.Answer("done"));
        await _fixture.RunAsync(model, [tool]);
        Assert.Equal((10, 1), (tool.Count, most));
    }

    [Fact]
    public async Task The_last_step_is_followed_by_one_without_tools_that_asks_for_the_answer()
    {
        var tool = new ScriptedTool("next", invocation => $"{invocation.Text("key")}");
        var model = new ScriptedModel(request => request.Options.Tools is null
            ? ScriptedTurn.Answer("as far as I came")
            : ScriptedTurn.Call("next", $$"""{"key":"{{request.Number}}"}"""));
        AgentResult result = await _fixture.RunAsync(model, [tool], new AgentOptions { MaxSteps = 5 });
        Assert.Equal((AgentStatus.Budget, "as far as I came", 6, 5), (result.Status, result.Answer, result.Steps, result.ToolCalls));
        Assert.Equal("the limit of 5 steps is reached", result.Reason);
        Assert.Contains("final answer", model.Requests[^1].UserTexts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_in_the_final_turn_are_not_run()
    {
        var tool = new ScriptedTool("next", _ => "x");
        var model = new ScriptedModel(request => ScriptedTurn.Call("next", $$"""{"key":"{{request.Number}}"}""") with { Content = "partial" });
        AgentResult result = await _fixture.RunAsync(model, [tool], new AgentOptions { MaxSteps = 2 });
        Assert.Equal((AgentStatus.Budget, "partial", 2), (result.Status, result.Answer, tool.Count));
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("cost")]
    [InlineData("time")]
    [InlineData("tools")]
    public async Task Every_budget_ends_in_an_answer(string budget)
    {
        var tool = new ScriptedTool("next", invocation =>
        {
            _fixture.Clock.Advance(TimeSpan.FromMinutes(10));
            return invocation.Text("key")!;
        });
        var model = new ScriptedModel(request => request.Options.Tools is null ? ScriptedTurn.Answer("so far") : ScriptedTurn.Call("next", $$"""{"key":"{{request.Number}}"}"""));
        AgentOptions options = budget switch
        {
            "tokens" => new AgentOptions { MaxOutputTokens = 35 },
            "cost" => new AgentOptions { MaxCost = 35, Prices = new TokenPrices { Output = 1_000_000 } },
            "time" => new AgentOptions { MaxTime = TimeSpan.FromMinutes(35) },
            _ => new AgentOptions { MaxToolTime = TimeSpan.FromMinutes(35) },
        };
        AgentResult result = await _fixture.RunAsync(model, [tool], options);
        Assert.Equal((AgentStatus.Budget, "so far", 4), (result.Status, result.Answer, result.ToolCalls));
    }

    [Fact]
    public async Task A_turn_that_outlasts_the_run_s_time_is_broken_off_for_the_answer()
    {
        var model = new ScriptedModel(request => request.Number == 1 ? new ScriptedTurn { IsEndless = true } : ScriptedTurn.Answer("in short"));

        // On this clock a limit of less than a minute is over at once.
        AgentResult result = await _fixture.RunAsync(model, [], new AgentOptions { MaxTime = TimeSpan.FromSeconds(50) });
        Assert.Equal((AgentStatus.Budget, "in short", "the time limit of 50 s is reached"), (result.Status, result.Answer, result.Reason));
    }

    [Fact]
    public async Task Budgets_of_thinking_and_tokens_go_along_with_requests()
    {
        var model = ScriptedModel.Of(ScriptedTurn.Answer("a"));
        await _fixture.RunAsync(model, [], new AgentOptions { ThinkingTokensPerStep = 48_000, MaxTokensPerStep = 60_000, Temperature = 0.6f, Model = "kimi-k2-thinking" });
        ChatOptions options = model.Requests[0].Options;
        Assert.Equal((48_000, 60_000, 0.6f, "kimi-k2-thinking"), ((int)options.AdditionalProperties!["thinking_budget"]!, options.MaxOutputTokens, options.Temperature, options.ModelId));
        Assert.Null(options.Tools);
    }

    [Fact]
    public async Task A_tool_may_give_the_answer()
    {
        var tool = new ScriptedTool("submit", (invocation, _) => Task.FromResult(new ToolOutput(invocation.Text("key")!) { IsAnswer = true }));
        AgentResult result = await _fixture.RunAsync(ScriptedModel.Of(ScriptedTurn.Call("submit", """{"key":"42"}""")), [tool]);
        Assert.Equal((AgentStatus.Completed, "42", 1), (result.Status, result.Answer, result.Steps));
    }

    [Fact]
    public async Task The_user_can_go_on_with_a_run_that_has_ended()
    {
        var model = ScriptedModel.Of(ScriptedTurn.Answer("first"), ScriptedTurn.Answer("second"));
        AgentRunner runner = _fixture.Runner(model, []);
        AgentResult first = await runner.RunAsync("one", null, TestContext.Current.CancellationToken);
        Assert.Equal("first", (await runner.ResumeAsync(first.Run, null, TestContext.Current.CancellationToken)).Answer);
        AgentResult second = await runner.ResumeAsync(first.Run, "and two?", TestContext.Current.CancellationToken);
        Assert.Equal("second", second.Answer);
        Assert.Equal(["one", "first", "and two?"], model.Requests[^1].Messages.Select(message => message.Text));
    }

    [Fact]
    public async Task An_interrupted_run_goes_on()
    {
        using var stop = new CancellationTokenSource();
        var tool = new ScriptedTool("next", invocation =>
        {
            if (invocation.Text("key") == "3")
            {
                stop.Cancel();
            }

            return invocation.Text("key")!;
        });
        var model = new ScriptedModel(request => request.Messages.Count(message => message.Role == ChatRole.Assistant) is var n and < 6
            ? ScriptedTurn.Call("next", $$"""{"key":"{{n}}"}""")
            : ScriptedTurn.Answer("done"));
        AgentRunner runner = _fixture.Runner(model, [tool]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync("go", null, stop.Token));
        RunSummary open = Assert.Single(_fixture.Journal.List());
        Assert.Equal(AgentStatus.Open, open.Status);
        JournalException other = await Assert.ThrowsAsync<JournalException>(() => _fixture.Runner(model, []).ResumeAsync(open.Id, null, TestContext.Current.CancellationToken));
        Assert.Equal("the run was begun with the tools next, and is now given (none): give it the same", other.Message);
        AgentResult result = await runner.ResumeAsync(open.Id, null, TestContext.Current.CancellationToken);
        Assert.Equal((AgentStatus.Completed, 6), (result.Status, result.ToolCalls));
        Assert.Equal(["0", "1", "2", "3", "4", "5"], model.Requests[^1].Results);
    }
}
