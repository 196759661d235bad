using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>Normalizes every token of a step, and prepares it for matrices of codes where some will read it; an item is a token.</summary>
internal unsafe struct RmsNormWork : IWork
{
    public KernelPath Path;
    public float* Input;
    public int InputStride;

    /// <summary>The input's row for every item; null where they are the same.</summary>
    public int* Rows;

    public float* Weights;
    public float Epsilon;
    public int Length;
    public float* Output;
    public int OutputStride;

    /// <summary>What the matrices that read the output are stored as.</summary>
    public WeightFormat ReaderFormat;

    /// <summary>The precision in which they read it, if they are INT4 or int8.</summary>
    public ActivationPrecision Activations;

    /// <summary>[tokens, prepared length], or null where nobody needs it.</summary>
    public float* Prepared;

    public readonly void Execute(int item, int worker)
    {
        float* output = Output + ((long)item * OutputStride);
        int row = Rows == null ? item : Rows[item];
        RmsNorm.Apply(Path, Input + ((long)row * InputStride), Weights, output, Length, Epsilon);
        if (Prepared != null)
        {
            int length = ActivationBatch.PreparedLength(ReaderFormat, Activations, Length);
            ActivationBatch.PrepareColumns(Path, ReaderFormat, Activations, output, Length, 0, Length, Prepared + ((long)item * length));
        }
    }
}
