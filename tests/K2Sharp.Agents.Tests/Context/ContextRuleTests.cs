using K2Sharp.Agents.Context;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests.Context;

public sealed class ContextRuleTests : IDisposable
{
    private const string Marker = "[old tool result hidden]";
    private readonly AgentFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_full_context_hides_all_results_but_the_latest_turn_s_and_keeps_everything_else()
    {
        ScriptedModel model = Chain(40);
        AgentResult result = await _fixture.RunAsync(model, [Big(400)], Options(ContextRule.HideAll), "the task");
        Assert.Equal((AgentStatus.Completed, 40), (result.Status, result.ToolCalls));
        ResultsHidden[] hidden = Entries<ResultsHidden>(result);
        Assert.InRange(hidden.Length, 2, 12);
        Assert.All(hidden, it => Assert.True(it.TokensAfter < it.TokensBefore));
        Assert.All(model.Requests, request => Assert.Single(request.Options.Tools!));
        Assert.All(model.Requests, request => Assert.Equal("the task", request.UserTexts.First()));
        ModelRequest last = model.Requests[^1];
        Assert.Equal(40, last.Results.Count());
        Assert.NotEqual(Marker, last.Results.Last());
        Assert.Equal(
            Enumerable.Range(1, 40).Select(i => $"thought {i}"),
            last.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(thought => thought.Text));

        // In one batch at the limit, not one by one: between two hides the prompt only grows.
        Assert.Equal(hidden.Length, Changes(model));
    }

    [Fact]
    public async Task Keep_last_keeps_that_many()
    {
        ScriptedModel model = Chain(40);
        AgentResult result = await _fixture.RunAsync(model, [Big(400)], Options(ContextRule.KeepLast) with { Context = Options(ContextRule.KeepLast).Context with { Keep = 3 } });
        Assert.Equal(AgentStatus.Completed, result.Status);
        Assert.NotEmpty(Entries<ResultsHidden>(result));
        Assert.All(model.Requests.Where(request => request.Results.Contains(Marker)), request => Assert.True(request.Results.Count(text => text != Marker) >= 3));
    }

    [Fact]
    public async Task Results_can_be_hidden_by_their_number_as_the_trainer_does()
    {
        ScriptedModel model = Chain(20);
        AgentOptions options = new() { Context = new ContextOptions { Rule = ContextRule.KeepLast, Keep = 2, MaxVisibleResults = 6 } };
        await _fixture.RunAsync(model, [Big(5)], options);
        Assert.All(model.Requests, request => Assert.True(request.Results.Count(text => text != Marker) <= 6));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 2], model.Requests.Take(13).Select(request => request.Results.Count(text => text != Marker)));
    }

    [Fact]
    public async Task A_summary_takes_the_place_of_old_turns_and_ids_count_on()
    {
        var model = new ScriptedModel(request =>
        {
            if (request.UserTexts.Last().Contains("Write notes to yourself", StringComparison.Ordinal))
            {
                return ScriptedTurn.Answer("notes: all is well");
            }

            return request.Number > 45 ? ScriptedTurn.Answer("done") : ScriptedTurn.Call("big", $$"""{"key":"{{request.Number}}"}""");
        });
        AgentResult result = await _fixture.RunAsync(model, [Big(400)], WithSummaries, "the task");
        Assert.Equal(AgentStatus.Completed, result.Status);
        Assert.NotEmpty(Entries<HistorySummarized>(result));
        ModelRequest last = model.Requests[^1];
        Assert.Equal("the task", last.UserTexts.First());
        Assert.EndsWith("notes: all is well", last.UserTexts.ElementAt(1), StringComparison.Ordinal);
        Assert.Equal($"functions.big:{result.ToolCalls - 1}", last.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Last().CallId);
    }

    [Fact]
    public async Task A_summary_that_saves_nothing_gives_way_to_hiding()
    {
        string longer = new('n', 50_000);
        var model = new ScriptedModel(request => request.UserTexts.Last().Contains("Write notes", StringComparison.Ordinal)
            ? ScriptedTurn.Answer(longer)
            : request.Number > 30 ? ScriptedTurn.Answer("done") : ScriptedTurn.Call("big", $$"""{"key":"{{request.Number}}"}"""));
        AgentResult result = await _fixture.RunAsync(model, [Big(400)], WithSummaries);
        Assert.Equal(AgentStatus.Completed, result.Status);
        Assert.Empty(Entries<HistorySummarized>(result));
        Assert.NotEmpty(Entries<ResultsHidden>(result));
    }

    [Theory]
    [InlineData(ContextRule.HideAll)]
    [InlineData(ContextRule.KeepLast)]
    [InlineData(ContextRule.Summarize)]
    public async Task Where_nothing_can_be_hidden_the_run_ends_and_says_so(ContextRule rule)
    {
        // Thoughts stay, and these alone fill the context.
        var model = new ScriptedModel(request => request.UserTexts.Last().Contains("Write notes", StringComparison.Ordinal)
            ? ScriptedTurn.Answer(string.Empty)
            : ScriptedTurn.Call("big", $$"""{"key":"{{request.Number}}"}""") with { Reasoning = new string('t', 2000) });
        AgentResult result = await _fixture.RunAsync(model, [Big(3)], Options(rule));
        Assert.Equal(AgentStatus.Stopped, result.Status);
        Assert.StartsWith("the context is full", result.Reason, StringComparison.Ordinal);
        Assert.InRange(model.Requests.Count, 3, 30);
    }

    [Fact]
    public async Task The_model_s_own_word_that_the_context_is_full_is_believed()
    {
        int refused = 0;
        var model = new ScriptedModel(request =>
        {
            if (request.Results.Count(text => text != Marker) > 4)
            {
                refused++;
                return ScriptedTurn.Error(new K2Sharp.Agents.Upstream.UpstreamException("This model's maximum context length is 100 tokens") { Status = 400 });
            }

            return request.Results.Count() == 12 ? ScriptedTurn.Answer("done") : ScriptedTurn.Call("big", $$"""{"key":"{{request.Number}}"}""");
        });
        AgentResult result = await _fixture.RunAsync(model, [Big(10)]);
        Assert.Equal((AgentStatus.Completed, 12), (result.Status, result.ToolCalls));
        Assert.InRange(refused, 2, 4);
    }

    private static AgentOptions WithSummaries => new() { Context = new ContextOptions { Tokens = 3000, Reserve = 500, Rule = ContextRule.Summarize, Keep = 2 } };

    private static AgentOptions Options(ContextRule rule) => new() { Context = new ContextOptions { Tokens = 3000, Reserve = 500, Rule = rule } };

    private static ScriptedModel Chain(int calls) => new(request => request.Number > calls
        ? ScriptedTurn.Answer("done")
        : ScriptedTurn.Call("big", $$"""{"key":"{{request.Number}}"}""") with { Reasoning = $"thought {request.Number}" });

    private static ScriptedTool Big(int words) => new("big", invocation => string.Join(' ', Enumerable.Repeat("word", words)) + invocation.Text("key"));

    /// <summary>How often a prompt did not begin with the one before it.</summary>
    private static int Changes(ScriptedModel model) => Enumerable.Range(1, model.Requests.Count - 1)
        .Count(i => !model.Requests[i - 1].Results.SequenceEqual(model.Requests[i].Results.Take(model.Requests[i - 1].Results.Count())));

    private T[] Entries<T>(AgentResult result) => [.. _fixture.Journal.Read(result.Run).Select(record => record.Entry).OfType<T>()];
}
