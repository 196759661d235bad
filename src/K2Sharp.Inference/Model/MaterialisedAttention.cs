using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Attention with the heads' own keys and values, computed from the cached latents one block at a time, so that nothing of the size of the
/// context is ever written. An item is a head.
/// </summary>
/// <remarks>
/// A block's keys lie as [nope + rope, entries]: scores are then sums of whole vectors of entries, and no lanes have to be added up. The queries and outputs of one head are
/// kept side by side, since those of all heads are so far apart that a cache has room for few.
/// </remarks>
internal readonly unsafe ref struct MaterialisedAttention(ref AttentionStep step)
{
    /// <summary>Queries whose scores are in the first-level cache at a time.</summary>
    public const int ChunkQueries = 64;

    private readonly ref AttentionStep _step = ref step;

    public void Execute(int item, int worker)
    {
        var memory = new MaterialisedScratch(_step.Scratch + (worker * _step.ScratchStride), _step.NoPosition, _step.Rope, _step.Value, _step.Latent, _step.Tokens);
        Begin(item, memory);
        for (int begin = 0; begin < _step.ContextLength; begin += LatentCache.BlockTokens)
        {
            int entries = Math.Min(LatentCache.BlockTokens, _step.ContextLength - begin);
            Materialise(item, begin, entries, memory);

            // Queries before the block's first entry do not see it at all.
            for (int first = Math.Max(0, begin - _step.FirstPosition); first < _step.Tokens; first += ChunkQueries)
            {
                AttendToBlock(begin, entries, first, Math.Min(ChunkQueries, _step.Tokens - first), memory);
            }
        }

        for (int t = 0; t < _step.Tokens; t++)
        {
            float* output = memory.Outputs + ((long)t * _step.Value);
            Scale.Apply(_step.Path, 1f / memory.Total[t], output, _step.Value);
            new ReadOnlySpan<float>(output, _step.Value).CopyTo(new Span<float>(_step.Output(t, item), _step.Value));
        }
    }

    private void Begin(int head, in MaterialisedScratch memory)
    {
        new Span<float>(memory.Max, _step.Tokens).Fill(float.NegativeInfinity);
        new Span<float>(memory.Total, _step.Tokens).Clear();
        for (int t = 0; t < _step.Tokens; t++)
        {
            new ReadOnlySpan<float>(_step.Query(t, head), _step.QueryHead).CopyTo(new Span<float>(memory.Queries + ((long)t * _step.QueryHead), _step.QueryHead));
            new Span<float>(memory.Outputs + ((long)t * _step.Value), _step.Value).Clear();
        }
    }

    private void Materialise(int head, int begin, int entries, in MaterialisedScratch memory)
    {
        const int BlockTokens = LatentCache.BlockTokens;
        float* cached = CacheRows.Floats(_step.Path, _step.Format, _step.Latent, _step.Rope, _step.CacheBlock(begin / BlockTokens), entries, memory.Copy);
        var latents = new ActivationBatch(cached, entries, _step.Latent, _step.CacheWidth);
        MatrixRows.Multiply(_step.Path, _step.KeyUp(head), 0, _step.NoPosition, latents, memory.KeyRows, _step.NoPosition);
        MatrixRows.Multiply(_step.Path, _step.ValueUp(head), 0, _step.Value, latents, memory.Values, _step.Value);
        Transpose.Apply(_step.Path, memory.KeyRows, _step.NoPosition, entries, _step.NoPosition, memory.Keys, BlockTokens);
        Transpose.Apply(_step.Path, cached + _step.Latent, _step.CacheWidth, entries, _step.Rope, memory.Keys + ((long)_step.NoPosition * BlockTokens), BlockTokens);
    }

    private void AttendToBlock(int begin, int entries, int first, int count, in MaterialisedScratch memory)
    {
        const int BlockTokens = LatentCache.BlockTokens;
        float* queries = memory.Queries + ((long)first * _step.QueryHead);

        // Whole vectors: what the columns past the last entry hold does not matter, since nobody looks at their scores.
        var keys = new WeightMatrix(memory.Keys, _step.QueryHead, BlockTokens);
        MatrixColumns.Multiply(_step.Path, keys, 0, OnlineSoftmax.Padded(entries), queries, _step.QueryHead, count, memory.Scores, BlockTokens);
        for (int i = 0; i < count; i++)
        {
            int t = first + i;
            float* row = memory.Scores + (i * BlockTokens);
            int visible = Math.Min(_step.FirstPosition + t - begin + 1, entries);
            float correction = OnlineSoftmax.Update(_step.Path, row, visible, _step.Scale, ref memory.Max[t], ref memory.Total[t]);
            if (visible < entries)
            {
                new Span<float>(row + visible, entries - visible).Clear();
            }

            if (correction != 1f)
            {
                Scale.Apply(_step.Path, correction, memory.Outputs + ((long)t * _step.Value), _step.Value);
            }
        }

        var block = new WeightMatrix(memory.Values, entries, _step.Value);
        MatrixColumns.Multiply(_step.Path, block, 0, _step.Value, memory.Scores, BlockTokens, count, memory.BlockSums, _step.Value);
        Add.Apply(_step.Path, memory.BlockSums, memory.Outputs + ((long)first * _step.Value), count * _step.Value);
    }
}
