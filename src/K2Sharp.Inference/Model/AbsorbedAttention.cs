using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Attention in the latent space (DeepSeek-V2, section 2.1.2): q_lat = W_UK^T q_nope, so that scores are products with the cached latents
/// themselves, and o = W_UV (sum of weighted latents). No per-head keys or values exist. An item is a group of heads, which share each
/// cached block while it is in the processor's cache.
/// </summary>
internal readonly unsafe ref struct AbsorbedAttention(ref AttentionStep step)
{
    /// <summary>Queries (heads times tokens) that walk the cache together.</summary>
    public const int QueriesPerItem = 8;

    /// <summary>A context of so many tokens is likely still in the processor's caches: asking for it early only costs.</summary>
    private const int StaysInCache = 1024;

    private readonly ref AttentionStep _step = ref step;

    /// <summary>Few threads and many heads: let heads share the cache's bytes. The result of a head does not depend on its company.</summary>
    public static int HeadsFor(in AttentionStep step, int threads)
        => Math.Clamp(Math.Min(QueriesPerItem / step.Tokens, step.Heads / threads), 1, step.Heads);

    public void Execute(int item, int worker)
    {
        int firstHead = item * _step.HeadsPerItem;
        int heads = Math.Min(_step.HeadsPerItem, _step.Heads - firstHead);
        int count = heads * _step.Tokens;
        int width = _step.CacheWidth;
        float* copy = _step.Scratch + (worker * _step.ScratchStride);
        float* queries = copy + ((long)LatentCache.BlockTokens * width);
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
        for (int begin = 0; begin < _step.ContextLength; begin += LatentCache.BlockTokens)
        {
            int entries = Math.Min(LatentCache.BlockTokens, _step.ContextLength - begin);
            PrefetchNext(begin + LatentCache.BlockTokens);
            WeightMatrix block = CacheRows.Matrix(_step.Path, _step.Format, _step.Latent, _step.Rope, _step.CacheBlock(begin / LatentCache.BlockTokens), entries, copy);
            MatrixRows.Multiply(_step.Path, block, 0, entries, batch, scores, LatentCache.BlockTokens);
            Weigh(begin, entries, count, scores, max, total, sums);
            MatrixColumns.Multiply(_step.Path, block, 0, _step.Latent, scores, LatentCache.BlockTokens, count, blockSums, width);
            for (int i = 0; i < count; i++)
            {
                Add.Apply(_step.Path, blockSums + ((long)i * width), sums + ((long)i * width), _step.Latent);
            }
        }

        for (int i = 0; i < count; i++)
        {
            Scale.Apply(_step.Path, 1f / total[i], sums + ((long)i * width), _step.Latent);
        }

        ProjectValues(firstHead, heads, sums);
    }

    /// <summary>One layer's part of a block is too short for the processor to see by itself that the next block will be wanted.</summary>
    private void PrefetchNext(int begin)
    {
        int entries = Math.Min(LatentCache.BlockTokens, _step.ContextLength - begin);
        if (entries > 0 && _step.ContextLength > StaysInCache)
        {
            Prefetch.Apply(_step.Path, (float*)_step.CacheBlock(begin / LatentCache.BlockTokens), entries * _step.EntryBytes / sizeof(float));
        }
    }

    /// <summary>Row (head, token) becomes [q_lat, q_pe], the same order as a cached entry.</summary>
    private void AbsorbQueries(int firstHead, int heads, float* queries)
    {
        int width = _step.CacheWidth;
        for (int h = 0; h < heads; h++)
        {
            int head = firstHead + h;
            float* rows = queries + ((long)h * _step.Tokens * width);
            WeightMatrix keyUp = _step.KeyUp(head);
            MatrixColumns.Multiply(
                _step.Path, keyUp, 0, _step.Latent, _step.Query(0, head), _step.Heads * _step.QueryHead, _step.Tokens, rows, width);
            for (int t = 0; t < _step.Tokens; t++)
            {
                new ReadOnlySpan<float>(_step.Query(t, head) + _step.NoPosition, _step.Rope)
                    .CopyTo(new Span<float>(rows + ((long)t * width) + _step.Latent, _step.Rope));
            }
        }
    }

    /// <summary>Scores become weights; a query sees the entries up to its own position.</summary>
    private void Weigh(int begin, int entries, int count, float* scores, float* max, float* total, float* sums)
    {
        for (int i = 0; i < count; i++)
        {
            float* row = scores + (i * LatentCache.BlockTokens);
            int position = _step.FirstPosition + (i % _step.Tokens);
            int visible = Math.Clamp(position - begin + 1, 0, entries);
            if (visible > 0)
            {
                float correction = OnlineSoftmax.Update(_step.Path, row, visible, _step.Scale, ref max[i], ref total[i]);
                if (correction != 1f)
                {
                    Scale.Apply(_step.Path, correction, sums + ((long)i * _step.CacheWidth), _step.Latent);
                }
            }

            new Span<float>(row + visible, entries - visible).Clear();
        }
    }

    private void ProjectValues(int firstHead, int heads, float* sums)
    {
        for (int h = 0; h < heads; h++)
        {
            int head = firstHead + h;
            var latents = new ActivationBatch(sums + ((long)h * _step.Tokens * _step.CacheWidth), _step.Tokens, _step.Latent, _step.CacheWidth);
            MatrixRows.Multiply(_step.Path, _step.ValueUp(head), 0, _step.Value, latents, _step.Output(0, head), _step.Heads * _step.Value);
        }
    }
}
