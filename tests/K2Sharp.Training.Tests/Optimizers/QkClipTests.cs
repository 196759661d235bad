using K2Sharp.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace K2Sharp.Training.Tests.Optimizers;

public sealed class QkClipTests
{
    private const int Heads = 3;
    private const int NoPosition = 6;
    private const int Rotary = 4;
    private const int Value = 5;
    private const int Rank = 7;
    private const int Tokens = 9;

    [Fact]
    public void After_clipping_the_same_input_reaches_the_threshold()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor query = TorchRandom.Normal(1, Heads * (NoPosition + Rotary), Rank);
        Tensor keyValue = TorchRandom.Normal(2, Heads * (NoPosition + Value), Rank);
        // The second head stays far below the threshold.
        query.narrow(0, NoPosition + Rotary, NoPosition + Rotary).mul_(0.01);
        Tensor queryBefore = query.clone();
        Tensor valuesBefore = Values(keyValue).clone();
        float[] before = LargestLogits(query, keyValue);
        double threshold = Math.Min(before[0], before[2]) / 2;
        Assert.True(before[1] < threshold);

        int clipped = new QkClip(Heads, NoPosition, Rotary, Value, threshold).Apply(query, keyValue, before);

        Assert.Equal(2, clipped);
        float[] after = LargestLogits(query, keyValue);
        Assert.Equal(threshold, after[0], 1e-4 * threshold);
        Assert.Equal(before[1], after[1]);
        Assert.Equal(threshold, after[2], 1e-4 * threshold);
        Assert.Equal(valuesBefore.data<float>().ToArray(), Values(keyValue).contiguous().data<float>().ToArray());
        // The rotary key is shared, so the rotary query bears all of gamma.
        Tensor ratio = query[NoPosition] / queryBefore[NoPosition];
        Assert.Equal(threshold / before[0], ratio[0].item<float>(), 1e-5);
    }

    [Fact]
    public void Logits_at_or_below_the_threshold_change_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor query = TorchRandom.Normal(1, Heads * (NoPosition + Rotary), Rank).requires_grad_();
        Tensor keyValue = TorchRandom.Normal(2, Heads * (NoPosition + Value), Rank).requires_grad_();
        float[] before = query.data<float>().ToArray();
        Assert.Equal(0, new QkClip(Heads, NoPosition, Rotary, Value).Apply(query, keyValue, [100, -5, float.NegativeInfinity]));
        Assert.Equal(before, query.data<float>().ToArray());
        Assert.Equal(1, new QkClip(Heads, NoPosition, Rotary, Value).Apply(query, keyValue, [100, 101, 0]));
    }

    [Fact]
    public void Logits_that_are_not_finite_and_other_shapes_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor query = zeros(Heads * (NoPosition + Rotary), Rank);
        Tensor keyValue = zeros(Heads * (NoPosition + Value), Rank);
        var clip = new QkClip(Heads, NoPosition, Rotary, Value);
        Assert.Throws<ArgumentException>(() => clip.Apply(query, keyValue, [1, float.NaN, 1]));
        Assert.Throws<ArgumentException>(() => clip.Apply(query, keyValue, [1, float.PositiveInfinity, 1]));
        Assert.Throws<ArgumentException>(() => clip.Apply(query, keyValue, [1, 1]));
        Assert.Throws<ArgumentException>(() => clip.Apply(keyValue, query, [1, 1, 1]));
    }

    private static Tensor Values(Tensor keyValue) => keyValue.view(Heads, NoPosition + Value, Rank).narrow(1, NoPosition, Value).contiguous();

    /// <summary>Multi-head latent attention up to the logits; rotation is left out, as it commutes with scaling.</summary>
    private static float[] LargestLogits(Tensor queryUp, Tensor keyValueUp)
    {
        Tensor queries = TorchRandom.Normal(3, Tokens, Rank).mm(queryUp.t()).view(Tokens, Heads, NoPosition + Rotary).transpose(0, 1);
        Tensor keys = TorchRandom.Normal(4, Tokens, Rank).mm(keyValueUp.t()).view(Tokens, Heads, NoPosition + Value).transpose(0, 1);
        Tensor rotaryKey = TorchRandom.Normal(5, 1, Tokens, Rotary).expand(Heads, Tokens, Rotary);
        Tensor allKeys = cat([keys.narrow(2, 0, NoPosition), rotaryKey], 2);
        Tensor logits = queries.bmm(allKeys.transpose(1, 2)) / Math.Sqrt(NoPosition + Rotary);
        return logits.flatten(1).amax([1]).data<float>().ToArray();
    }
}
