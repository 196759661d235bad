using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Aggregation;
using K2Sharp.Training.Tests.Data.Wording;

namespace K2Sharp.Training.Tests.Data.Aggregation;

public sealed class AggregationFamilyTests
{
    private readonly AggregationFamily _family = new();

    [Fact]
    public void The_teacher_passes() => FamilyTrial.CheckTeacher(_family, 250);

    [Fact]
    public void Held_out_requests_are_new() => FamilyTrial.CheckSplits(_family);

    [Fact]
    public void The_majority_is_clear_and_the_verified_agree()
    {
        foreach (Episode episode in FamilyTrial.Play(_family))
        {
            var task = (AggregationTask)episode.Task;
            Assert.Equal(8, task.Candidates.Count);
            int[] counts = [.. task.Candidates.GroupBy(value => value, StringComparer.Ordinal).Select(group => group.Count()).OrderDescending()];
            Assert.InRange(counts.Length, task.Sentences is null ? 2 : 1, 3);
            Assert.True(counts.Length == 1 || counts[0] > counts[1]);
            Assert.All(task.Verified, number => Assert.Equal(task.Right, task.Candidates[number - 1]));
        }
    }

    [Fact]
    public void Another_candidate_fails()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 100))
        {
            var task = (AggregationTask)episode.Task;
            string wrong = task.Candidates.FirstOrDefault(value => value != task.Right) ?? "0";
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, $"The answer is {wrong}."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, $"The answer is {task.Right} or {wrong}."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, $"The answer is {task.Right}7."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, "I do not know."));
            FamilyTrial.Fails(FamilyTrial.WithExtraTurn(episode, AssistantTurn.Call("count.", new ToolRequest("count", "{}"))));
            FamilyTrial.Fails(episode with { IsComplete = false });
            FamilyTrial.Passes(FamilyTrial.WithAnswer(episode, task.Sentences?[task.Right] ?? task.Right));
            foreach ((string value, string sentence) in task.Sentences ?? new Dictionary<string, string>())
            {
                Assert.Equal(value == task.Right, task.Judge(FamilyTrial.WithAnswer(episode, sentence)).Passed);
            }
        }
    }

    [Fact]
    public void The_thought_tallies_by_copying()
    {
        var task = new AggregationTask
        {
            Family = "aggregation",
            Opening = [],
            Candidates = ["42", "17", "42", "42", "17", "42", "17", "42"],
            Verified = [],
        };
        Assert.Equal(
            "1: 42. 2: 17. 3: 42. 4: 42. 5: 17. 6: 42. 7: 17. 8: 42. 42: 1 3 4 6 8 = 5. 17: 2 5 7 = 3. take 42.",
            task.Teach([]).Reasoning);
    }
}
