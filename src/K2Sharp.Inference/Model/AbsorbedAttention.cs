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
        float* scratch = _step.Scratch + (worker * _step.ScratchStride);
        float* queries = scratch + AttentionScratch.SpanLength(_step.Latent, _step.Rope, count);
        float* sumsMemory = queries + ((long)count * _step.CacheWidth);
        SpanSums sums = SpanSums.At(sumsMemory, count, _step.Latent, 0);
        SpanSums later = SpanSums.At(sumsMemory + SpanSums.Length(count, _step.Latent), count, _step.Latent, 0);

        AbsorbQueries(firstHead, heads, queries);
        AttendSpan(0, queries, count, sums, scratch);
        for (int span = 1; span < ContextSpans.Count(_step.ContextLength); span++)
        {
            AttendSpan(span, queries, count, later, scratch);
            sums.Add(_step.Path, later, count, _step.Latent);
        }

        sums.Normalize(_step.Path, count, _step.Latent);
        ProjectValues(firstHead, heads, sums.Latents);
    }

    /// <summary>Row (head, token) becomes [q_lat, q_pe], the same order as a cached entry.</summary>
    public void AbsorbQueries(int firstHead, int heads, float* queries)
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

    /// <summary>The softmax over one span of the context.</summary>
    /// <param name="span">Which one.</param>
    /// <param name="queries">Rows (head, token) of absorbed queries.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">Receives what it comes to.</param>
    /// <param name="scratch"><see cref="AttentionScratch.SpanLength"/> floats.</param>
    public void AttendSpan(int span, float* queries, int count, in SpanSums sums, float* scratch)
    {
        float* blockSums = scratch + ((long)LatentCache.BlockTokens * _step.CacheWidth);
        float* scores = blockSums + ((long)count * _step.Latent);
        sums.Clear(count, _step.Latent);
        var batch = new ActivationBatch(queries, count, _step.CacheWidth, _step.CacheWidth);

        int end = Math.Min((span + 1) * ContextSpans.Tokens, _step.ContextLength);
        for (int begin = span * ContextSpans.Tokens; begin < end; begin += LatentCache.BlockTokens)
        {
            int entries = Math.Min(LatentCache.BlockTokens, end - begin);
            WeightMatrix block = Block(begin, entries, scratch);
            MatrixRows.Multiply(_step.Path, block, 0, entries, batch, scores, LatentCache.BlockTokens);
            Weigh(begin, entries, count, scores, sums);
            MatrixColumns.Multiply(_step.Path, block, 0, _step.Latent, scores, LatentCache.BlockTokens, count, blockSums, _step.Latent);
            Add.Apply(_step.Path, blockSums, sums.Latents, count * _step.Latent);
        }
    }

    /// <summary>Takes the mean latents of some heads through W_UV into their outputs.</summary>
    /// <param name="firstHead">The first head.</param>
    /// <param name="heads">How many.</param>
    /// <param name="latents">[heads, tokens, latent].</param>
    public void ProjectValues(int firstHead, int heads, float* latents)
    {
        for (int h = 0; h < heads; h++)
        {
            int head = firstHead + h;
            var rows = new ActivationBatch(latents + ((long)h * _step.Tokens * _step.Latent), _step.Tokens, _step.Latent, _step.Latent);
            MatrixRows.Multiply(_step.Path, _step.ValueUp(head), 0, _step.Value, rows, _step.Output(0, head), _step.Heads * _step.Value);
        }
    }

    /// <summary>
    /// A block's entries as a matrix. One layer's part of a block is too short for the processor to see by itself that the next block will be wanted, so the products
    /// ask for that one meanwhile. An int8 block is read when it is widened, from end to end, which the processor does see.
    /// </summary>
    private WeightMatrix Block(int begin, int entries, float* scratch)
    {
        int index = begin / LatentCache.BlockTokens;
        WeightMatrix block = CacheRows.Matrix(_step.Path, _step.Format, _step.Latent, _step.Rope, _step.CacheBlock(index), entries, scratch);
        bool isReadHere = _step.Format != CacheFormat.Int8 && _step.ContextLength > StaysInCache;
        return isReadHere && begin + LatentCache.BlockTokens < _step.ContextLength ? block.WithAhead(_step.CacheBlock(index + 1)) : block;
    }

    /// <summary>Scores become weights; a query sees the entries up to its own position.</summary>
    private void Weigh(int begin, int entries, int count, float* scores, in SpanSums sums)
    {
        for (int i = 0; i < count; i++)
        {
            float* row = scores + (i * LatentCache.BlockTokens);
            int position = _step.FirstPosition + (i % _step.Tokens);
            int visible = Math.Clamp(position - begin + 1, 0, entries);
            if (visible > 0)
            {
                float correction = OnlineSoftmax.Update(_step.Path, row, visible, _step.Scale, ref sums.Max[i], ref sums.Total[i]);
                if (correction != 1f)
                {
                    Scale.Apply(_step.Path, correction, sums.Latents + ((long)i * _step.Latent), _step.Latent);
                }
            }

            new Span<float>(row + visible, entries - visible).Clear();
        }
    }
}
