using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;

namespace K2Sharp.Training.Tests.Data.Chases;

public sealed class FlakyTaskTests
{
    [Fact]
    public void The_teacher_passes_the_judge() => FamilyChecks.CheckTeacher(new ToolErrorsFamily([new TwoCallsFamily()]));

    [Fact]
    public void Wrong_episodes_fail() => FamilyChecks.CheckJudge(new ToolErrorsFamily([new TwoCallsFamily()]));

    [Fact]
    public void The_same_call_is_made_again_and_the_rest_stays()
    {
        int recovered = 0;
        int givenUp = 0;
        for (ulong seed = 0; seed < 200; seed++)
        {
            TrainingTask inner = new TwoCallsFamily().Create(new TaskRandom(seed), Split.Train);
            FlakyTask task = FlakyTask.TryCreate("flaky", inner, new TaskRandom(seed))!;
            Episode plain = Teaching.Play(inner);
            Episode episode = Teaching.Play(task);
            Assert.True(task.Judge(episode).Passed);
            if (task.Timeouts > 3)
            {
                givenUp++;
                Assert.Equal($"Timed out 4 times: half. Calls: {task.FailingCall + 4}.", episode.Answer);
                continue;
            }

            recovered++;
            Assert.Equal(plain.Answer, episode.Answer);
            Assert.Equal(plain.Calls.Count() + task.Timeouts, episode.Calls.Count());
            Assert.Equal(plain.Calls.ElementAt(task.FailingCall), episode.Calls.ElementAt(task.FailingCall + task.Timeouts));
        }

        Assert.True(recovered > 100 && givenUp > 10);
    }

    /// <summary>Halves a number twice; a stand-in for the calculator.</summary>
    private sealed class TwoCallsFamily : ITaskFamily
    {
        public string Name => "two-calls";

        public TrainingTask Create(TaskRandom random, Split split) => new TwoCallsTask
        {
            Family = Name,
            Opening = [ChatMessage.FromUser("halve it twice")],
            Tools = [ToolDeclaration.Create("half", "Halves.", new ToolParameter("number", "string"))],
            Number = random.Next(1, 20) * 4,
        };
    }

    private sealed class TwoCallsTask : TrainingTask, IToolWorld
    {
        private static readonly ChaseTool s_tool = new("half", "number", "Halves.");

        public int Number { get; init; }

        public override IToolWorld CreateWorld() => this;

        public string Call(ToolRequest request) => $"{int.Parse(s_tool.Read(request) ?? "0") / 2}";

        public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) => conversation.Count switch
        {
            1 => AssistantTurn.Call("halve.", s_tool.Request($"{Number}")),
            3 => AssistantTurn.Call("halve again.", s_tool.Request(conversation[^1].Text)),
            _ => AssistantTurn.Answer("done.", $"Result: {conversation[^1].Text}."),
        };

        public override Verdict Judge(Episode episode)
        {
            string[] expected = [$"{Number}", $"{Number / 2}"];
            bool right = episode.IsComplete && episode.Calls.Select(s_tool.Read).SequenceEqual(expected, StringComparer.Ordinal) &&
                episode.Turns.All(turn => turn.Calls.Count <= 1) && string.Equals(episode.Answer, $"Result: {Number / 4}.", StringComparison.Ordinal);
            return right ? Verdict.Pass : Verdict.Fail("wrong");
        }
    }
}
