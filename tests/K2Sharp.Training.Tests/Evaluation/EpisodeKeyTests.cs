using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EpisodeKeyTests
{
    [Fact]
    public void Whatever_a_model_is_given_or_may_do_makes_another_task()
    {
        ChatMessage user = ChatMessage.FromUser("a");
        ChatMessage assistant = new() { Role = ChatRole.Assistant, Content = [ChatContentPart.FromText("b")], ReasoningContent = "c", ToolCalls = [new ChatToolCall("functions.f:0", "f", "{}")] };
        TrainingTask[] tasks =
        [
            Task([user]),
            Task([ChatMessage.FromUser("b")]),
            Task([user, assistant]),
            Task([user, assistant with { ReasoningContent = "d" }]),
            Task([user, assistant with { ToolCalls = [new ChatToolCall("functions.f:1", "f", "{}")] }]),
            Task([user, assistant with { ToolCalls = [new ChatToolCall("functions.f:0", "f", "[]")] }]),
            new ProbeTask { Family = "f", Opening = [user], Tools = [ToolDeclaration.Create("f", "Does it.")] },
            new ProbeTask { Family = "f", Opening = [user], ForcedThought = "so" },
            new ProbeTask { Family = "f", Opening = [user], Hops = 2 },
            new ProbeTask { Family = "f", Opening = [user], TurnLimit = 2 },
            new ProbeTask { Family = "f", Opening = [user], TurnTokenBudget = 2 },
            new ProbeTask { Family = "f", Opening = [user], Hiding = new HiddenResults(6, 2) },
        ];
        Assert.Equal(tasks.Length, tasks.Select(EpisodeKey.HashOf).Distinct().Count());
        Assert.Equal(EpisodeKey.HashOf(tasks[0]), EpisodeKey.HashOf(Task([ChatMessage.FromUser("a")])));
    }

    private static ProbeTask Task(IReadOnlyList<ChatMessage> opening) => new() { Family = "f", Opening = opening };
}
