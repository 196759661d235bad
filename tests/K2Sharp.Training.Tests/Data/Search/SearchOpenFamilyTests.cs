using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Search;
using K2Sharp.Training.Data.Wording;
using K2Sharp.Training.Tests.Data.Wording;

namespace K2Sharp.Training.Tests.Data.Search;

public sealed class SearchOpenFamilyTests
{
    private readonly SearchOpenFamily _family = new();

    [Fact]
    public void The_teacher_passes() => FamilyTrial.CheckTeacher(_family, 500);

    [Fact]
    public void Held_out_requests_are_new() => FamilyTrial.CheckSplits(_family);

    [Fact]
    public void One_document_satisfies_both_and_a_search_finds_two_to_five()
    {
        foreach (Episode episode in FamilyTrial.Play(_family))
        {
            var task = (SearchTask)episode.Task;
            TownDocument target = task.Target;
            Assert.Single(task.Documents, document => document.First == target.First && document.Second == target.Second);
            Assert.InRange(task.Documents.Count(document => document.First == target.First), 2, 5);
            IReadOnlyList<TownDocument> hits = new TownWorld(task.ToolNames, task.Documents).Find(target.First);
            Assert.InRange(hits.Count, 2, 5);
            Assert.Contains(target, hits);
        }
    }

    [Fact]
    public void A_wrong_or_missing_step_fails()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 100))
        {
            var task = (SearchTask)episode.Task;
            TownDocument wrong = task.Documents.First(document => document != task.Target);
            FamilyTrial.Fails(FamilyTrial.WithoutTurn(episode, 0));
            FamilyTrial.Fails(FamilyTrial.WithoutTurn(episode, 1));
            FamilyTrial.Fails(FamilyTrial.WithExtraTurn(episode, episode.Turns[0]));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 1, Open(task, wrong.Id)));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, new ToolRequest("other", episode.Turns[0].Calls[0].Arguments)));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, new ToolRequest(task.ToolNames.Search, "{\"broken\":")));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, new ToolRequest(task.ToolNames.Search, JsonWords.Object(task.ToolNames.Query, "qqq"))));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer.Replace(task.FactValue, "Xyz", StringComparison.Ordinal)));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer.Replace(task.Target.Id, wrong.Id, StringComparison.Ordinal)));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer + " Or " + task.OtherValues[0] + "."));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer + " Source: d7."));
            FamilyTrial.Fails(episode with { IsComplete = false });
            FamilyTrial.Passes(FamilyTrial.WithAnswer(episode, $"It is {task.FactValue} (see {task.Target.Id})."));
        }
    }

    [Fact]
    public void The_world_answers_bad_calls()
    {
        var task = (SearchTask)_family.Create(new TaskRandom(1), Split.Train);
        IToolWorld world = task.CreateWorld();
        Assert.Contains("unknown tool", world.Call(new ToolRequest("dance", "{}")), StringComparison.Ordinal);
        Assert.Contains("bad arguments", world.Call(new ToolRequest(task.ToolNames.Search, "{}")), StringComparison.Ordinal);
        Assert.Contains("bad arguments", world.Call(new ToolRequest(task.ToolNames.Open, "[")), StringComparison.Ordinal);
        Assert.Contains("no such document", world.Call(Open(task, "d0")), StringComparison.Ordinal);
        Assert.Equal("{\"hits\":[]}", world.Call(new ToolRequest(task.ToolNames.Search, JsonWords.Object(task.ToolNames.Query, "qqq"))));
    }

    private static ToolRequest Open(SearchTask task, string id) => new(task.ToolNames.Open, JsonWords.Object(task.ToolNames.Id, id));
}
