using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

public sealed class EpisodePlayerTests
{
    private readonly EvalSettings _settings = new() { MaxSteps = 3, MaxOutputTokens = 100, ThinkingBudget = 50, TopP = 0.9f };

    [Fact]
    public async Task Requests_carry_the_settings()
    {
        ScriptedClient client = ScriptedClient.Saying("done");
        await PlayAsync(client, _settings, new LoopingEpisode());
        ChatOptions options = Assert.Single(client.Requests).Options!;
        Assert.Equal(1, options.Temperature);
        Assert.Equal(0.9f, options.TopP);
        Assert.Equal(100, options.MaxOutputTokens);
        Assert.Equal(42, options.Seed);
        Assert.Equal(50, options.AdditionalProperties!["thinking_budget"]);
        Assert.Equal("look", Assert.Single(options.Tools!).Name);
    }

    [Fact]
    public async Task Reasoning_and_ids_go_back_to_the_model()
    {
        var client = new ScriptedClient((messages, _) => messages.Count == 1
            ? new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm"), new FunctionCallContent("functions.look:0", "look", new Dictionary<string, object?>())])
            : new ChatMessage(ChatRole.Assistant, "done"));
        Transcript transcript = await PlayAsync(client, _settings, new LoopingEpisode());
        IReadOnlyList<ChatMessage> second = client.Requests[1].Messages;
        Assert.Equal("hm", Assert.Single(second[1].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal("functions.look:0", Assert.Single(second[2].Contents.OfType<FunctionResultContent>()).CallId);
        Assert.Equal("done", transcript.FinalText);
        Assert.Equal(EpisodeEnding.Answered, transcript.Ending);
        Assert.Equal(2, transcript.Turns.Count);
        Assert.Equal(new PlayedTurn(10, 4, 5, 3, IsCut: false, transcript.Turns[0].Seconds), transcript.Turns[0]);
    }

    [Fact]
    public async Task At_the_limit_of_steps_the_answer_is_asked_for_without_tools()
    {
        var client = new ScriptedClient((_, options) => options!.ToolMode is NoneChatToolMode ? new ChatMessage(ChatRole.Assistant, "forced") : ScriptedClient.Call(("look", "{}")));
        Transcript transcript = await PlayAsync(client, _settings, new LoopingEpisode());
        Assert.Equal(EpisodeEnding.StepLimit, transcript.Ending);
        Assert.Equal(4, transcript.Turns.Count);
        Assert.Equal(3, transcript.Calls.Count());
        Assert.Equal("forced", transcript.FinalText);
        Assert.Equal(ChatRole.User, client.Requests[^1].Messages[^1].Role);
    }

    [Fact]
    public async Task A_turn_that_is_cut_ends_the_episode()
    {
        var client = new ScriptedClient((_, _) => ScriptedClient.Call(("look", "{}"))) { Finish = ChatFinishReason.Length };
        Transcript transcript = await PlayAsync(client, _settings, new LoopingEpisode());
        Assert.Equal(EpisodeEnding.Truncated, transcript.Ending);
        Assert.Single(transcript.Turns);
    }

    [Fact]
    public async Task Calls_with_broken_arguments_are_answered_with_an_error()
    {
        var client = new ScriptedClient((messages, _) => messages.Count == 1
            ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "look", null) { Exception = new FormatException() }])
            : new ChatMessage(ChatRole.Assistant, "done"));
        Transcript transcript = await PlayAsync(client, _settings, new LoopingEpisode());
        Assert.Contains("no JSON object", transcript.Messages[2].Contents.OfType<FunctionResultContent>().Single().Result!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_context_hides_earlier_results_and_keeps_the_newest()
    {
        var settings = new EvalSettings { MaxSteps = 10, ContextTokens = 1000 };
        ScriptedClient client = null!;
        client = new ScriptedClient((messages, _) =>
        {
            // 300 tokens for each result that is seen: the third does not fit.
            int seen = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Count(result => result.Result!.ToString() != EpisodePlayer.HiddenResult);
            client.Usage = new UsageDetails { InputTokenCount = 100 + (300 * seen), OutputTokenCount = 50 };
            return messages.Count < 8 ? ScriptedClient.Call(("look", "{}")) : new ChatMessage(ChatRole.Assistant, "done");
        });
        Transcript transcript = await PlayAsync(client, settings, new LoopingEpisode(new string('x', 900)));
        IReadOnlyList<ChatMessage> last = client.Requests[^1].Messages;
        string[] results = [.. last.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result!.ToString()!)];
        Assert.Equal(EpisodePlayer.HiddenResult, results[0]);
        Assert.Equal(900, results[^1].Length);
        Assert.Equal(EpisodePlayer.HiddenResult, results[1]);
        Assert.Equal(1, transcript.Hidings);
        Assert.Equal(EpisodeEnding.Answered, transcript.Ending);

        // What was hidden is still in the transcript.
        Assert.DoesNotContain(transcript.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>(), result => result.Result!.ToString() == EpisodePlayer.HiddenResult);
    }

    [Fact]
    public async Task A_context_that_hiding_does_not_help_ends_the_episode()
    {
        var settings = new EvalSettings { MaxSteps = 10, ContextTokens = 1000 };
        var client = new ScriptedClient((_, _) => ScriptedClient.Call(("look", "{}"))) { Usage = new UsageDetails { InputTokenCount = 990, OutputTokenCount = 50 } };
        Transcript transcript = await PlayAsync(client, settings, new LoopingEpisode("tiny"));
        Assert.Equal(EpisodeEnding.ContextFull, transcript.Ending);
    }

    [Fact]
    public async Task Calls_that_are_graded_end_the_episode()
    {
        var client = new ScriptedClient((_, _) => ScriptedClient.Call(("look", "{}")));
        Transcript transcript = await PlayAsync(client, _settings, new LoopingEpisode(endsAtCalls: true));
        Assert.Equal(EpisodeEnding.Answered, transcript.Ending);
        Assert.Single(transcript.Turns);
    }

    private static Task<Transcript> PlayAsync(ScriptedClient client, EvalSettings settings, Episode episode) =>
        new EpisodePlayer(client, settings, new RetryPolicy(1, TimeProvider.System), TimeProvider.System).PlayAsync(episode, 42, TestContext.Current.CancellationToken);

    private sealed class LoopingEpisode(string result = "seen", bool endsAtCalls = false) : Episode
    {
        public override IReadOnlyList<ChatMessage> Opening { get; } = [new ChatMessage(ChatRole.User, "go")];

        public override IReadOnlyList<AIFunctionDeclaration> Tools { get; } = [AIFunctionFactory.CreateDeclaration("look", "Looks.", AIJsonUtilities.CreateJsonSchema(typeof(object)))];

        public override bool EndsAtCalls => endsAtCalls;

        public override ValueTask<string> CallAsync(FunctionCallContent call, CancellationToken cancellation) => new(result);

        public override ValueTask<Grade> GradeAsync(Transcript transcript, CancellationToken cancellation) => new(Grade.Right(null));
    }
}
