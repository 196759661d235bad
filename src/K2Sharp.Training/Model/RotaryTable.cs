using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>Rotations by position, from the engine's own frequencies; the angle is taken in double.</summary>
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

        using Tensor real = tensor(cosine, [Positions, half]);
        using Tensor imaginary = tensor(sine, [Positions, half]);
        Turns = complex(real, imaginary).DetachFromDisposeScope();
    }

    public int Positions { get; }

    /// <summary>[positions, rope / 2]: cosine + i sine, times the scale.</summary>
    public Tensor Turns { get; }

    /// <summary>Rotates neighbouring pairs, the layout of the published checkpoints: a pair is a complex number, a rotation one product.</summary>
    /// <param name="x">[tokens, heads, rope].</param>
    /// <param name="turns">[tokens, 1, rope / 2], complex.</param>
    public static Tensor Rotate(Tensor x, Tensor turns)
    {
        // A slice of rows of an odd length, or one that begins at an odd place, is no sequence of complex numbers.
        Tensor whole = x.contiguous();
        whole = whole.storage_offset() % 2 == 0 ? whole : whole.clone();
        return view_as_real(view_as_complex(whole.view(x.shape[0], x.shape[1], -1, 2)) * turns).flatten(2);
    }

    public void Dispose() => Turns.Dispose();
}
