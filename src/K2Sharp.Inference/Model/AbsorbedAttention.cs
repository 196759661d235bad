using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Attention in the latent space (DeepSeek-V2, section 2.1.2): q_lat = W_UK^T q_nope, so that scores are products with the cached latents
/// themselves, and o = W_UV (sum of weighted latents). No per-head keys or values exist. An item is a group of heads, which share each
/// cached block while it is in the processor's cache.
/// </summary>
internal unsafe struct AbsorbedAttention : IWork
{
    /// <summary>Queries (heads times tokens) that walk the cache together.</summary>
    public const int QueriesPerItem = 8;

    /// <summary>A context of so many tokens is likely still in the processor's caches: asking for it early only costs.</summary>
    private const int StaysInCache = 1024;

    public AttentionStep Step;
    public int HeadsPerItem;

    public static void Run(WorkerPool pool, in AttentionStep step)
    {
        // Few threads and many heads: let heads share the cache's bytes. The result of a head does not depend on its company.
        int heads = Math.Clamp(Math.Min(QueriesPerItem / step.Tokens, step.Heads / pool.Threads), 1, step.Heads);
        var work = new AbsorbedAttention { Step = step, HeadsPerItem = heads };
        pool.Run((step.Heads + heads - 1) / heads, ref work);
    }

    public readonly void Execute(int item, int worker)
    {
        int firstHead = item * HeadsPerItem;
        int heads = Math.Min(HeadsPerItem, Step.Heads - firstHead);
        int count = heads * Step.Tokens;
        int width = Step.CacheWidth;
        float* queries = Step.Scratch + (worker * Step.ScratchStride);
        float* sums = queries + ((long)count * width);
        float* blockSums = sums + ((long)count * width);
        float* scores = blockSums + ((long)count * width);
        float* max = scores + (count * LatentCache.BlockTokens);
        float* total = max + count;
        new Span<float>(sums, count * width).Clear();
        new Span<float>(max, count).Fill(float.NegativeInfinity);
        new Span<float>(total, count).Clear();

        AbsorbQueries(firstHead, heads, queries);
        var batch = new ActivationBatch(queries, count, width, width);
        for (int begin = 0; begin < Step.ContextLength; begin += LatentCache.BlockTokens)
        {
            int entries = Math.Min(LatentCache.BlockTokens, Step.ContextLength - begin);
            PrefetchNext(begin + LatentCache.BlockTokens);
            var block = new WeightMatrix(Step.CacheBlock(begin / LatentCache.BlockTokens), entries, width);
            MatrixRows.Multiply(Step.Path, block, 0, entries, batch, scores, LatentCache.BlockTokens);
            Weigh(begin, entries, count, scores, max, total, sums);
            MatrixColumns.Multiply(Step.Path, block, 0, Step.Latent, scores, LatentCache.BlockTokens, count, blockSums, width);
            for (int i = 0; i < count; i++)
            {
                Add.Apply(Step.Path, blockSums + ((long)i * width), sums + ((long)i * width), Step.Latent);
            }
        }

        for (int i = 0; i < count; i++)
        {
            Scale.Apply(Step.Path, 1f / total[i], sums + ((long)i * width), Step.Latent);
        }

        ProjectValues(firstHead, heads, sums);
    }

    /// <summary>One layer's part of a block is too short for the processor to see by itself that the next block will be wanted.</summary>
    private readonly void PrefetchNext(int begin)
    {
        int entries = Math.Min(LatentCache.BlockTokens, Step.ContextLength - begin);
        if (entries > 0 && Step.ContextLength > StaysInCache)
        {
            Prefetch.Apply(Step.Path, Step.CacheBlock(begin / LatentCache.BlockTokens), entries * Step.CacheWidth);
        }
    }

    /// <summary>Row (head, token) becomes [q_lat, q_pe], the same order as a cached entry.</summary>
    private readonly void AbsorbQueries(int firstHead, int heads, float* queries)
    {
        int width = Step.CacheWidth;
        for (int h = 0; h < heads; h++)
        {
            int head = firstHead + h;
            float* rows = queries + ((long)h * Step.Tokens * width);
            WeightMatrix keyUp = Step.KeyUp(head);
            MatrixColumns.Multiply(
                Step.Path, keyUp, 0, Step.Latent, Step.Query(0, head), Step.Heads * Step.QueryHead, Step.Tokens, rows, width);
            for (int t = 0; t < Step.Tokens; t++)
            {
                new ReadOnlySpan<float>(Step.Query(t, head) + Step.NoPosition, Step.Rope)
                    .CopyTo(new Span<float>(rows + ((long)t * width) + Step.Latent, Step.Rope));
            }
        }
    }

    /// <summary>Scores become weights; a query sees the entries up to its own position.</summary>
    private readonly void Weigh(int begin, int entries, int count, float* scores, float* max, float* total, float* sums)
    {
        for (int i = 0; i < count; i++)
        {
            float* row = scores + (i * LatentCache.BlockTokens);
            int position = Step.FirstPosition + (i % Step.Tokens);
            int visible = Math.Clamp(position - begin + 1, 0, entries);
            if (visible > 0)
            {
                float correction = OnlineSoftmax.Update(Step.Path, row, visible, Step.Scale, ref max[i], ref total[i]);
                if (correction != 1f)
                {
                    Scale.Apply(Step.Path, correction, sums + ((long)i * Step.CacheWidth), Step.Latent);
                }
            }

            new Span<float>(row + visible, entries - visible).Clear();
        }
    }

    private readonly void ProjectValues(int firstHead, int heads, float* sums)
    {
        for (int h = 0; h < heads; h++)
        {
            int head = firstHead + h;
            var latents = new ActivationBatch(sums + ((long)h * Step.Tokens * Step.CacheWidth), Step.Tokens, Step.Latent, Step.CacheWidth);
            MatrixRows.Multiply(Step.Path, Step.ValueUp(head), 0, Step.Value, latents, Step.Output(0, head), Step.Heads * Step.Value);
        }
    }
}
