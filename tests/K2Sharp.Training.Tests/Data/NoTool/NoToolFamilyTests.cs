using K2Sharp.Training.Data;
using K2Sharp.Training.Data.NoTool;
using K2Sharp.Training.Data.Wording;
using K2Sharp.Training.Tests.Data.Wording;

namespace K2Sharp.Training.Tests.Data.NoTool;

public sealed class NoToolFamilyTests
{
    private readonly NoToolFamily _family = new();

    [Fact]
    public void The_teacher_passes() => FamilyTrial.CheckTeacher(_family, 340);

    [Fact]
    public void Held_out_requests_are_new() => FamilyTrial.CheckSplits(_family);

    [Fact]
    public void The_three_kinds_have_their_shares()
    {
        int fitting = 0;
        int courtesies = 0;
        int all = 0;
        foreach (Episode episode in FamilyTrial.Play(_family))
        {
            all++;
            courtesies += episode.Task is CourtesyTask ? 1 : 0;
            fitting += episode.Task is DecisionTask { Fitting: not null } ? 1 : 0;
        }

        Assert.InRange((double)fitting / all, 0.35, 0.45);
        Assert.InRange((double)courtesies / all, 0.06, 0.14);
    }

    [Fact]
    public void Tools_have_names_of_their_own_and_requests_name_the_value()
    {
        string[] names = [.. Domains.All.SelectMany(domain => domain.Tools).Select(tool => tool.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
        string[] requests = [.. Domains.All.SelectMany(domain => domain.Requests)];
        Assert.Equal(requests.Length, requests.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(Domains.All, domain => Assert.Single(domain.Tools.Select(tool => tool.Argument).Distinct(StringComparer.Ordinal)));
        Assert.Equal(Domains.All.Count, Domains.All.Select(domain => domain.Tools[0].Argument).Distinct(StringComparer.Ordinal).Count());
        Assert.All(requests, request => Assert.Contains("{0}", request, StringComparison.Ordinal));
        Assert.All(Domains.All, domain => Assert.InRange(domain.Requests.Count, 8, 20));
    }

    [Fact]
    public void Thoughts_begin_with_the_word_that_decides()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 200))
        {
            (string verb, string word) = episode.Task switch
            {
                DecisionTask task => ("asked", task.Cue),
                CourtesyTask task => ("said", task.Saying),
                _ => throw new InvalidOperationException(episode.Task.GetType().Name),
            };
            Assert.Contains(word, episode.Task.Opening[^1].Text, StringComparison.OrdinalIgnoreCase);
            Assert.StartsWith($"{verb}: {word}, ", episode.Turns[0].Reasoning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_wrong_decision_fails()
    {
        foreach (Episode episode in FamilyTrial.Play(_family, 200))
        {
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, "I do not know."));
            FamilyTrial.Fails(episode with { IsComplete = false });
            FamilyTrial.Fails(FamilyTrial.WithExtraTurn(episode, AssistantTurn.Call("call.", new ToolRequest("get_weather", "{\"city\":\"Rome\"}"))));
            if (episode.Task is not DecisionTask task)
            {
                continue;
            }

            if (task.Fitting is null)
            {
                FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer + " And not_there, " + Undeclared(task) + "."));
                FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer.Replace(task.Declared[0].Spec.Name, "x", StringComparison.Ordinal)));
                continue;
            }

            ToolRequest call = episode.Turns[0].Calls[0];
            FamilyTrial.Fails(FamilyTrial.WithoutTurn(episode, 0));
            FamilyTrial.Fails(FamilyTrial.WithAnswer(episode, episode.Answer + " Or 77777."));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Name = "x" }));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = "{\"" }));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = JsonWords.Object(task.Fitting.Argument, task.Value + "x") }));
            FamilyTrial.Fails(FamilyTrial.WithCall(episode, 0, call with { Arguments = JsonWords.Object("x", task.Value) }));
        }
    }

    private static string Undeclared(DecisionTask task)
    {
        Domain other = Domains.All.First(domain => domain.Tools.Any(tool => tool.Name.Contains('_', StringComparison.Ordinal))
            && task.Declared.All(tool => tool.Domain != domain));
        return other.Tools.First(tool => tool.Name.Contains('_', StringComparison.Ordinal)).Name;
    }
}
