using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EnforcedPlayTests
{
    /// <summary>
    /// Where k2-nano is right by itself, keeping it in the format must not change a token of what it says: forced tokens are the ones that it would have taken. Of tools
    /// with a common beginning, such as find and fetch, that was not so.
    /// </summary>
    [Theory]
    [InlineData("search-open")]
    [InlineData("calculator")]
    [InlineData("no-tool")]
    [InlineData("schema-arguments")]
    public void A_format_does_not_change_what_is_right(string family)
    {
        string directory = Path.Combine(TestData.SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(directory, "config.json")), "models/k2-nano is not there");
        using var engine = K2Engine.Load(directory, new EngineOptions { Model = new ModelOptions { Threads = 1 }, CacheFormat = CacheFormat.Float32 });
        var free = new EpisodePlayer(engine);
        var kept = new EpisodePlayer(engine) { EnforcesFormat = true };
        int right = 0;
        foreach (TrainingTask task in Evaluator.Tasks(TaskFamilies.All.Single(item => item.Name == family), 30, seed: 7))
        {
            PlayedEpisode own = Play(free, task);
            if (own.Judge().Passed)
            {
                right++;
                Assert.Equal(own.Turns.SelectMany(turn => turn.Generated), Play(kept, task).Turns.SelectMany(turn => turn.Generated));
            }
        }

        Assert.InRange(right, 25, 30);
    }

    private static PlayedEpisode Play(EpisodePlayer player, TrainingTask task) =>
        player.Play(task, new SamplingOptions { Temperature = 0, Seed = 1 }, TestContext.Current.CancellationToken);
}
