using System.Text.Json;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Export;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EpisodePlayerTests
{
    private const string Answer = "<think>a</think>yes<|im_end|>";
    private const string Call =
        "<think>a</think><|tool_calls_section_begin|><|tool_call_begin|>f:7<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|><|im_end|>";

    private static readonly SamplingOptions s_greedy = new() { Temperature = 0, Seed = 1 };

    [Fact]
    public void An_answer_ends_the_episode()
    {
        PlayedEpisode played = Play(Answer, Task());
        Assert.Equal(EpisodeEnd.Answered, played.End);
        Assert.True(played.Episode.IsComplete);
        AssistantTurn turn = Assert.Single(played.Episode.Turns);
        Assert.Equal(("a", "yes"), (turn.Reasoning, turn.Content));
        Assert.Equal("yes", played.Episode.Messages[^1].Text);
        Assert.Equal(played.Turns[0].Generated.Length, played.Episode.GeneratedTokens);
        Assert.True(played.Judge().Passed);
    }

    [Fact]
    public void What_was_generated_includes_the_token_that_ended_the_turn()
    {
        using var model = new TinyModel();
        ScriptedWeights.Say(model, Answer);
        using K2Engine engine = Engine(model);
        int[] generated = new EpisodePlayer(engine).Play(Task(), s_greedy, TestContext.Current.CancellationToken).Turns[0].Generated;
        Assert.Equal(engine.Tokenizer.Encode(Answer, allowSpecials: true), generated);
    }

    [Fact]
    public void Calls_run_until_the_turn_limit_with_ids_that_count_on()
    {
        ProbeTask task = Task(turns: 5);
        PlayedEpisode played = Play(Call, task);
        Assert.Equal(EpisodeEnd.TurnLimit, played.End);
        Assert.False(played.Episode.IsComplete);
        Assert.Equal("still calling tools at the turn limit", played.Judge().Why);
        Assert.Equal(Enumerable.Repeat(new ToolRequest("f", "{}"), 5), task.Requests);
        Assert.Equal(
            ["functions.f:0", "functions.f:1", "functions.f:2", "functions.f:3", "functions.f:4"],
            played.Episode.Messages.SelectMany(message => message.ToolCalls).Select(call => call.Id));
        Assert.Equal("""{"n":5}""", played.Episode.Messages[^1].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_prompt_is_the_full_rendering(bool hides)
    {
        using var model = new TinyModel(contextLength: 4096);
        ScriptedWeights.Say(model, Call);
        using K2Engine engine = Engine(model);
        ProbeTask task = Task(turns: 12, hiding: hides ? new HiddenResults(4, 2) : null);
        PlayedEpisode played = new EpisodePlayer(engine) { KeepsPrompts = true }.Play(task, s_greedy, TestContext.Current.CancellationToken);
        for (int turn = 0; turn < 12; turn++)
        {
            // The opening, then an assistant's and a tool's message for every turn.
            IReadOnlyList<ChatMessage> messages = [.. played.Episode.Messages.Take(1 + (2 * turn))];
            IReadOnlyList<ChatMessage> shown = task.Hiding?.Apply(messages) ?? messages;
            Assert.Equal(engine.Tokenizer.Encode(K2ChatTemplate.Render(shown, task.Tools)), played.Turns[turn].Prompt);
            Assert.Equal(played.Turns[turn].Prompt.Length, played.Turns[turn].PromptTokens);
            Assert.Equal(hides && turn > 4, shown.Any(message => message.Text == HiddenResults.Marker));
        }
    }

    [Fact]
    public void A_forced_thought_stands_before_what_the_model_says()
    {
        PlayedEpisode played = Play(Answer, Task(forcedThought: "no more time"));
        AssistantTurn turn = Assert.Single(played.Episode.Turns);
        Assert.Equal(("no more time", "yes"), (turn.Reasoning, turn.Content));
        Assert.Equal("no more time", played.Episode.Messages[^1].ReasoningContent);
        Assert.Equal(3, played.Turns[0].Generated.Length); // "y", "es" and the end
    }

    [Fact]
    public void A_cut_turn_is_kept_as_far_as_it_came_and_calls_nothing()
    {
        // think, a, /think, section, call, "f", ":", "7", argument begin.
        ProbeTask task = Task(budget: 9);
        PlayedEpisode played = Play(Call, task);
        Assert.Equal(EpisodeEnd.TurnCut, played.End);
        Assert.Equal("a", Assert.Single(played.Episode.Turns).Reasoning);
        Assert.Equal(9, played.Episode.GeneratedTokens);
        Assert.Empty(task.Requests);
        Assert.Empty(played.Episode.Messages[^1].ToolCalls);
        Assert.False(played.Judge().Passed);
    }

    [Fact]
    public void A_call_that_names_no_tool_is_no_answer()
    {
        PlayedEpisode played = Play(Call.Replace("f:7", "?", StringComparison.Ordinal), Task());
        Assert.Equal(EpisodeEnd.MalformedCall, played.End);
        Assert.False(played.Episode.IsComplete);
    }

    [Fact]
    public void An_enforced_format_leaves_calls_of_declared_tools_only()
    {
        ProbeTask task = Task(turns: 3);
        PlayedEpisode played = Play(Call.Replace("f:7", "?", StringComparison.Ordinal), task, enforcesFormat: true);
        Assert.Equal(EpisodeEnd.TurnLimit, played.End);
        Assert.Equal(Enumerable.Repeat(new ToolRequest("f", "{}"), 3), task.Requests);
        Assert.All(played.Episode.Turns, turn => Assert.Equal("a", turn.Reasoning));
    }

    [Fact]
    public void An_enforced_format_counts_calls_on_from_the_prompt_as_it_stands()
    {
        using var model = new TinyModel();
        ScriptedWeights.Say(model, Call.Replace("f:7", "?", StringComparison.Ordinal));
        using K2Engine engine = Engine(model);
        ProbeTask task = Task(turns: 2, earlier: ChatMessage.FromAssistant(string.Empty, "a", [new ChatToolCall("functions.f:57", "f", "{}")]));
        PlayedEpisode played = new EpisodePlayer(engine) { EnforcesFormat = true }.Play(task, s_greedy, TestContext.Current.CancellationToken);
        Assert.Contains("functions.f:58<|tool_call_argument_begin|>", engine.Tokenizer.Decode(played.Turns[0].Generated), StringComparison.Ordinal);
        Assert.Contains("functions.f:59<|tool_call_argument_begin|>", engine.Tokenizer.Decode(played.Turns[1].Generated), StringComparison.Ordinal);
    }

    [Fact]
    public void An_enforced_format_begins_behind_a_forced_thought()
    {
        AssistantTurn turn = Assert.Single(Play(Answer, Task(forcedThought: "no more time"), enforcesFormat: true).Episode.Turns);
        Assert.Equal(("no more time", "yes"), (turn.Reasoning, turn.Content));
    }

    [Fact]
    public void A_full_context_ends_the_episode()
    {
        PlayedEpisode played = Play(Call, Task(turns: 1000), contextLength: 512);
        Assert.True(played.End is EpisodeEnd.ContextFull or EpisodeEnd.TurnCut);
        Assert.False(played.Judge().Passed);
        Assert.Equal(EpisodeEnd.ContextFull, Play(Call, Task(), contextLength: 8).End);
    }

    [Fact]
    public void A_random_model_ends_cleanly_and_repeats_itself_whatever_was_played_before()
    {
        using var model = new TinyModel();
        using K2Engine engine = Engine(model);
        var player = new EpisodePlayer(engine);
        PlayedEpisode Play(long seed, string question) => player.Play(Task(question: question, budget: 40), new SamplingOptions { Seed = seed }, TestContext.Current.CancellationToken);
        int[] first = Play(1, "hello").Turns[0].Generated;
        int[] other = Play(2, "hello").Turns[0].Generated;
        Play(1, "what is the time of day in the south?");
        Assert.Equal(first, Play(1, "hello").Turns[0].Generated);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Cancellation_gives_up()
    {
        using var model = new TinyModel();
        using K2Engine engine = Engine(model);
        Assert.ThrowsAny<OperationCanceledException>(() => new EpisodePlayer(engine).Play(Task(), s_greedy, new CancellationToken(canceled: true)));
        Assert.NotEmpty(new EpisodePlayer(engine).Play(Task(), s_greedy, TestContext.Current.CancellationToken).Turns);
    }

    private static PlayedEpisode Play(string script, ProbeTask task, int contextLength = 1024, bool enforcesFormat = false)
    {
        using var model = new TinyModel(contextLength: contextLength);
        ScriptedWeights.Say(model, script);
        using K2Engine engine = Engine(model);
        return new EpisodePlayer(engine) { EnforcesFormat = enforcesFormat }.Play(task, s_greedy, TestContext.Current.CancellationToken);
    }

    private static K2Engine Engine(TinyModel model) => K2Engine.Load(model.Export(ExpertFormat.Int4), new ModelOptions { Threads = 1 });

    private static ProbeTask Task(string question = "go on", int turns = 8, int budget = 64, string? forcedThought = null, HiddenResults? hiding = null, ChatMessage? earlier = null) => new()
    {
        Family = "probe",
        Opening = earlier is null ? [ChatMessage.FromUser(question)] : [ChatMessage.FromUser(question), earlier, ChatMessage.FromTool("functions.f:57", "{}", "f")],
        Tools = [new ChatTool(JsonDocument.Parse("""{"name":"f"}""").RootElement)],
        TurnLimit = turns,
        TurnTokenBudget = budget,
        ForcedThought = forcedThought,
        Hiding = hiding,
    };
}
