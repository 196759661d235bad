using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Phrases;
using K2Sharp.Training.Data.SmallTalk;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Tests.Data.SmallTalk;

/// <summary>What a newcomer types first is on the training side, so no held-out task asks for it.</summary>
public sealed class EverydayTalkTests
{
    [Fact]
    public void The_shipped_model_knows_what_everybody_begins_with()
    {
        string directory = Path.Combine(TestData.SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(directory, "config.json")), "models/k2-nano is not there");
        using var engine = K2Engine.Load(directory, new EngineOptions { Model = new ModelOptions { Threads = 1 }, CacheFormat = CacheFormat.Float32 });
        var player = new EpisodePlayer(engine);
        List<string> wrong = [];
        foreach ((string phrase, TalkIntent intent) in TalkPhrases.Everyday)
        {
            foreach (string request in (string[])[phrase, Phrasing.Capitalise(phrase), Phrasing.Capitalise(phrase) + (phrase.Contains(' ', StringComparison.Ordinal) ? "?" : "!")])
            {
                var task = new SmallTalkTask { Family = "small-talk", Intent = intent, Opening = [ChatMessage.FromUser(request)], Tools = [], TurnLimit = 2 };
                if (!player.Play(task, new SamplingOptions { Temperature = 0 }, TestContext.Current.CancellationToken).Judge().Passed)
                {
                    wrong.Add(request);
                }
            }
        }

        Assert.Empty(wrong);
    }
}
