using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

public sealed class TaskSuiteTests
{
    [Fact]
    public void Families_come_by_weight()
    {
        var suite = new TaskSuite([new SuiteEntry(new PocketFamily(), 3), new SuiteEntry(new PocketFamily { Name = "other" }, 1)]);
        var random = new TaskRandom(5);
        int others = 0;
        for (int i = 0; i < 4000; i++)
        {
            others += suite.Draw(random).Family == "other" ? 1 : 0;
        }

        Assert.InRange(others, 900, 1100);
    }

    [Fact]
    public void The_same_seed_gives_the_same_episodes_and_a_stored_state_goes_on()
    {
        var suite = new TaskSuite([new SuiteEntry(new PocketFamily(), 1), new SuiteEntry(new PocketFamily { Name = "other" }, 1)]);
        EpisodeCorpus first = suite.Corpus(9);
        string[] begun = [.. first.Take(20).Select(EpisodeJson.Write)];
        Assert.Equal(begun, suite.Corpus(9).Take(20).Select(EpisodeJson.Write));
        Assert.NotEqual(begun, suite.Corpus(10).Take(20).Select(EpisodeJson.Write));
        var resumed = new EpisodeCorpus(suite, new TaskRandom(first.State), Split.Train);
        Assert.Equal(first.Take(5).Select(EpisodeJson.Write), resumed.Take(5).Select(EpisodeJson.Write));
    }

    [Fact]
    public void Episodes_that_fail_are_counted_and_left_out_without_shifting_the_mixture()
    {
        var suite = new TaskSuite([new SuiteEntry(new PocketFamily { Name = "bad", Mistakes = 0.5 }, 1), new SuiteEntry(new PocketFamily { Name = "good" }, 1)]);
        EpisodeCorpus corpus = suite.Corpus(1);
        Episode[] episodes = [.. corpus.Take(400)];
        Assert.All(episodes, episode => Assert.True(episode.Task.Judge(episode).Passed));
        Assert.InRange(corpus.Accepted["bad"], 160, 240);
        Assert.Equal(400, corpus.Accepted["bad"] + corpus.Accepted["good"]);
        Assert.InRange(corpus.Rejected["bad"], 140, 260);
        Assert.False(corpus.Rejected.ContainsKey("good"));
    }

    [Fact]
    public void A_teacher_that_never_passes_ends_the_stream_with_the_reason()
    {
        EpisodeCorpus corpus = new TaskSuite([new SuiteEntry(new PocketFamily { Mistakes = 1 }, 1)]).Corpus(1);
        Assert.Contains("the thing is not named", Assert.Throws<InvalidOperationException>(corpus.Next).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_positive_and_names_differ()
    {
        Assert.Throws<ArgumentException>(() => new TaskSuite([new SuiteEntry(new PocketFamily(), 0)]));
        Assert.Throws<ArgumentException>(() => new TaskSuite([new SuiteEntry(new PocketFamily(), double.NaN)]));
        Assert.Throws<ArgumentException>(() => new TaskSuite([new SuiteEntry(new PocketFamily(), 1), new SuiteEntry(new PocketFamily(), 1)]));
    }
}
