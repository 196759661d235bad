using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>Cosines and sines by position, [positions, rope / 2] each, from the engine's own frequencies; the angle is taken in double.</summary>
internal sealed class RotaryTable : IDisposable
{
    public RotaryTable(K2Config config)
    {
        int dimension = config.QkRopeHeadDim;
        float[] inverse = config.YarnScaling is { } yarn
            ? YarnFrequencies.Inverse(dimension, config.RopeTheta, yarn.Factor, yarn.OriginalMaxPositionEmbeddings, yarn.BetaFast, yarn.BetaSlow)
            : YarnFrequencies.Inverse(dimension, config.RopeTheta);
        double scale = config.YarnScaling?.CosSinScale ?? 1;
        int half = dimension / 2;
        Positions = config.MaxPositionEmbeddings;
        float[] cosine = new float[Positions * half];
        float[] sine = new float[Positions * half];
        for (int i = 0; i < cosine.Length; i++)
        {
            (double sin, double cos) = Math.SinCos((double)inverse[i % half] * (i / half));
            cosine[i] = (float)(cos * scale);
            sine[i] = (float)(sin * scale);
        }

        Cosine = tensor(cosine, [Positions, half]).DetachFromDisposeScope();
        Sine = tensor(sine, [Positions, half]).DetachFromDisposeScope();
    }

    public int Positions { get; }

    public Tensor Cosine { get; }

    public Tensor Sine { get; }

    /// <summary>Rotates neighbouring pairs, the layout of the published checkpoints.</summary>
    /// <param name="x">[tokens, heads, rope].</param>
    /// <param name="cosine">[tokens, 1, rope / 2].</param>
    /// <param name="sine">[tokens, 1, rope / 2].</param>
    public static Tensor Rotate(Tensor x, Tensor cosine, Tensor sine)
    {
        Tensor pairs = x.view(x.shape[0], x.shape[1], -1, 2);
        Tensor even = pairs.select(3, 0);
        Tensor odd = pairs.select(3, 1);
        return stack([(even * cosine) - (odd * sine), (even * sine) + (odd * cosine)], 3).flatten(2);
    }

    public void Dispose()
    {
        Cosine.Dispose();
        Sine.Dispose();
    }
}
