using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>What a softmax over a part of the context has come to, for several queries: the weighted latents, and what the weights are relative to.</summary>
/// <param name="latents">[queries, latent]: sums of exp(score - max) times the cached latent.</param>
/// <param name="max">The largest score of each query.</param>
/// <param name="total">The sum of exp(score - max) of each query; 0 for one that sees nothing of the part.</param>
internal readonly unsafe ref struct SpanSums(float* latents, float* max, float* total)
{
    public float* Latents { get; } = latents;

    public float* Max { get; } = max;

    public float* Total { get; } = total;

    /// <summary>Floats that the sums of some queries take.</summary>
    public static long Length(long queries, int latent) => queries * (latent + 2L);

    /// <summary>The sums of some of the queries whose sums lie one after the other in memory.</summary>
    /// <param name="memory">All sums: latents, then max, then total.</param>
    /// <param name="queries">How many queries they are of.</param>
    /// <param name="latent">Values of a latent.</param>
    /// <param name="first">The first query wanted.</param>
    public static SpanSums At(float* memory, int queries, int latent, int first)
    {
        float* maxima = memory + ((long)queries * latent);
        return new SpanSums(memory + ((long)first * latent), maxima + first, maxima + queries + first);
    }

    public void Clear(int queries, int latent)
    {
        new Span<float>(Latents, queries * latent).Clear();
        new Span<float>(Max, queries).Fill(float.NegativeInfinity);
        new Span<float>(Total, queries).Clear();
    }

    /// <summary>Adds a later part of the same softmax (log-sum-exp): both are brought to the larger of the two maxima.</summary>
    public void Add(KernelPath path, in SpanSums later, int queries, int latent)
    {
        for (int i = 0; i < queries; i++)
        {
            if (later.Total[i] == 0f)
            {
                continue;
            }

            float larger = MathF.Max(Max[i], later.Max[i]);
            float mine = MathF.Exp(Max[i] - larger);
            float theirs = MathF.Exp(later.Max[i] - larger);
            Max[i] = larger;
            Total[i] = (Total[i] * mine) + (later.Total[i] * theirs);
            Scale.Apply(path, mine, Latents + ((long)i * latent), latent);
            AddScaled.Apply(path, theirs, later.Latents + ((long)i * latent), Latents + ((long)i * latent), latent);
        }
    }

    /// <summary>The weighted means: sums divided by the sum of their weights.</summary>
    public void Normalize(KernelPath path, int queries, int latent)
    {
        for (int i = 0; i < queries; i++)
        {
            Scale.Apply(path, 1f / Total[i], Latents + ((long)i * latent), latent);
        }
    }
}
