using K2Sharp.Cli.Bench;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Tests.Bench;

public sealed class LayerTimesTests
{
    private static readonly LayerTimes s_times = new(
        TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(3));

    [Fact]
    public void Three_layers_tell_the_time_of_all_sixty_one()
    {
        // 61 attentions, one dense MLP, 60 layers of experts, and a head of ten times the rows.
        double seconds = (61 * 0.005) + 0.020 + (60 * 0.010) + (10 * 0.003);
        double? whole = s_times.WholeModel(SyntheticPresets.Get("k2-thinking", layers: 3, experts: 64, vocabulary: 16384));
        Assert.Equal(1 / seconds, Assert.NotNull(whole), 9);
    }

    [Fact]
    public void Other_dimensions_and_kinds_of_layers_that_were_not_measured_tell_nothing()
    {
        Assert.Null(s_times.WholeModel(SyntheticPresets.Get("tiny")));
        Assert.Null((s_times with { Experts = TimeSpan.Zero }).WholeModel(SyntheticPresets.Get("k2-thinking", layers: 1)));
        Assert.Null(s_times.WholeModel(SyntheticPresets.Get("k2-thinking", layers: 3) with { QuantizationConfig = null }));
    }
}
