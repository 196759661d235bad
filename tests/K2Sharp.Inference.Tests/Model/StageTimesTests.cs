using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Model;
using K2Sharp.TestData;

namespace K2Sharp.Inference.Tests.Model;

public sealed class StageTimesTests
{
    [Fact]
    public void A_stage_is_charged_with_what_passed_since_the_one_before()
    {
        var clock = new TickingClock();
        var times = new StageTimes(clock);
        times.Begin();
        clock.Now += 3;
        times.End(Stage.Attention);
        clock.Now += 10;
        times.End(Stage.Experts);
        clock.Now += 100;
        times.Begin();
        clock.Now += 5;
        times.End(Stage.Attention);
        Assert.Equal(TimeSpan.FromSeconds(4), times.Mean(Stage.Attention));
        Assert.Equal(TimeSpan.FromSeconds(10), times.Mean(Stage.Experts));
        Assert.Equal(TimeSpan.Zero, times.Mean(Stage.OutputHead));
    }

    [Fact]
    public void A_model_passes_every_stage_that_it_has()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedData.MiniModel);
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1 });
        var times = new StageTimes(TimeProvider.System);
        model.Times = times;
        LatentCache cache = model.CreateCache(4);
        model.Forward(cache, [1, 2], new float[model.Config.VocabSize], TestContext.Current.CancellationToken);
        Assert.All(Enum.GetValues<Stage>(), stage => Assert.True(times.Mean(stage) > TimeSpan.Zero, stage.ToString()));
    }

    private sealed class TickingClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;
    }
}
