using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Attention with the heads' own keys and values, computed from the cached latents one block at a time, so that nothing of the size of the
/// context is ever written. An item is a head.
/// </summary>
internal readonly unsafe ref struct MaterialisedAttention(ref AttentionStep step)
{
    private readonly ref AttentionStep _step = ref step;

    public void Execute(int item, int worker)
    {
        float* copy = _step.Scratch + (worker * _step.ScratchStride);
        float* keys = copy + (LatentCache.BlockTokens * _step.CacheWidth);
        float* values = keys + (LatentCache.BlockTokens * _step.QueryHead);
        float* scores = values + (LatentCache.BlockTokens * _step.Value);
        float* blockSums = scores + ((long)_step.Tokens * LatentCache.BlockTokens);
        float* max = blockSums + ((long)_step.Tokens * _step.Value);
        float* total = max + _step.Tokens;
        new Span<float>(max, _step.Tokens).Fill(float.NegativeInfinity);
        new Span<float>(total, _step.Tokens).Clear();
        for (int t = 0; t < _step.Tokens; t++)
        {
            new Span<float>(_step.Output(t, item), _step.Value).Clear();
        }

        for (int begin = 0; begin < _step.ContextLength; begin += LatentCache.BlockTokens)
        {
            int entries = Math.Min(LatentCache.BlockTokens, _step.ContextLength - begin);
            Materialise(item, begin, entries, copy, keys, values);
            AttendToBlock(item, begin, entries, keys, values, scores, blockSums, max, total);
        }

        for (int t = 0; t < _step.Tokens; t++)
        {
            Scale.Apply(_step.Path, 1f / total[t], _step.Output(t, item), _step.Value);
        }
    }

    private void Materialise(int head, int begin, int entries, float* copy, float* keys, float* values)
    {
        float* cached = CacheRows.Floats(_step.Path, _step.Format, _step.Latent, _step.Rope, _step.CacheBlock(begin / LatentCache.BlockTokens), entries, copy);
        var latents = new ActivationBatch(cached, entries, _step.Latent, _step.CacheWidth);
        MatrixRows.Multiply(_step.Path, _step.KeyUp(head), 0, _step.NoPosition, latents, keys, _step.QueryHead);
        MatrixRows.Multiply(_step.Path, _step.ValueUp(head), 0, _step.Value, latents, values, _step.Value);
        for (int i = 0; i < entries; i++)
        {
            new ReadOnlySpan<float>(cached + (i * _step.CacheWidth) + _step.Latent, _step.Rope)
                .CopyTo(new Span<float>(keys + (i * _step.QueryHead) + _step.NoPosition, _step.Rope));
        }
    }

    private void AttendToBlock(
        int head, int begin, int entries, float* keys, float* values, float* scores, float* blockSums, float* max, float* total)
    {
        // Queries before the block's first entry do not see it at all.
        int first = Math.Max(0, begin - _step.FirstPosition);
        int count = _step.Tokens - first;
        int queryStride = _step.Heads * _step.QueryHead;
        var queries = new ActivationBatch(_step.Query(first, head), count, _step.QueryHead, queryStride);
        MatrixRows.Multiply(_step.Path, new WeightMatrix(keys, entries, _step.QueryHead), 0, entries, queries, scores, LatentCache.BlockTokens);
        for (int i = 0; i < count; i++)
        {
            int t = first + i;
            float* row = scores + ((long)i * LatentCache.BlockTokens);
            int visible = Math.Min(_step.FirstPosition + t - begin + 1, entries);
            float correction = OnlineSoftmax.Update(_step.Path, row, visible, _step.Scale, ref max[t], ref total[t]);
            new Span<float>(row + visible, entries - visible).Clear();
            if (correction != 1f)
            {
                Scale.Apply(_step.Path, correction, _step.Output(t, head), _step.Value);
            }
        }

        var block = new WeightMatrix(values, entries, _step.Value);
        MatrixColumns.Multiply(_step.Path, block, 0, _step.Value, scores, LatentCache.BlockTokens, count, blockSums, _step.Value);
        for (int i = 0; i < count; i++)
        {
            Add.Apply(_step.Path, blockSums + ((long)i * _step.Value), _step.Output(first + i, head), _step.Value);
        }
    }
}
