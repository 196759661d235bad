using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>The first half of a decoder layer: multi-head latent attention over the cache and this step's tokens.</summary>
internal sealed unsafe class LatentAttention(
    ModelDimensions size, Workspace space, WorkerPool pool, KernelPath path, ModelOptions options) : IDisposable
{
    private readonly RopeTable _rope = CreateRopeTable(size);
    private readonly NativeBuffer<AttentionStep> _steps = new(space.MaxTokens);

    public void Dispose() => _steps.Dispose();

    /// <summary>Computes what all layers of a step share: the rotations of its positions.</summary>
    public void Begin(BatchPlan plan)
    {
        int pairs = _rope.Pairs;
        for (int t = 0; t < plan.Rows; t++)
        {
            _rope.Fill(
                plan.Positions[t],
                new Span<float>(space.Cosines + (t * pairs), pairs),
                new Span<float>(space.Sines + (t * pairs), pairs));
        }
    }

    /// <summary>Adds the attention's output to the residual stream. The normalized (and prepared) input lies in the workspace.</summary>
    public void Run(int layer, AttentionWeights weights, BatchPlan plan, CacheLayout layout)
    {
        int tokens = plan.Rows;
        ActivationBatch input = new ActivationBatch(space.Normed, tokens, size.Hidden, size.Hidden)
            .WithPrepared(path, weights.InputFormat, options.Activations, space.NormedPrepared);
        ProjectQueries(weights, input);
        MatMulWork.Run(pool, path, weights.LatentDown, input, space.Latents, size.CacheWidth);
        StoreLatents(layer, weights, plan, layout);
        RotateQueries(tokens);
        Attend(layer, weights, plan, layout);

        ActivationBatch values = new ActivationBatch(space.Values, tokens, size.Values, size.Values)
            .Prepare(path, weights.Output.Format, options.Activations, space.ValuesPrepared);
        MatMulWork.Run(pool, path, weights.Output, values, space.AttentionOutput, size.Hidden);
        for (int t = 0; t < tokens; t++)
        {
            Add.Apply(path, space.AttentionOutput + ((long)t * size.Hidden), space.Residual + ((long)t * size.Hidden), size.Hidden);
        }
    }

    private static RopeTable CreateRopeTable(ModelDimensions size) => size.Config.YarnScaling is { } yarn
        ? new RopeTable(
            YarnFrequencies.Inverse(
                size.Rope, size.Config.RopeTheta, yarn.Factor, yarn.OriginalMaxPositionEmbeddings, yarn.BetaFast, yarn.BetaSlow),
            (float)YarnFrequencies.CosSinScale(yarn.Factor, yarn.Mscale, yarn.MscaleAllDim))
        : new RopeTable(YarnFrequencies.Inverse(size.Rope, size.Config.RopeTheta));

    private void ProjectQueries(AttentionWeights weights, in ActivationBatch input)
    {
        if (weights.QueryDown is not { } queryDown)
        {
            MatMulWork.Run(pool, path, weights.Query, input, space.Queries, size.Queries);
            return;
        }

        int rank = queryDown.Rows;
        MatMulWork.Run(pool, path, queryDown, input, space.QueryLatent, rank);
        fixed (float* norm = weights.QueryNorm)
        {
            for (int t = 0; t < input.Tokens; t++)
            {
                float* row = space.QueryLatent + ((long)t * rank);
                RmsNorm.Apply(path, row, norm, row, rank, options.LatentNormEps);
            }
        }

        ActivationBatch latent = new ActivationBatch(space.QueryLatent, input.Tokens, rank, rank)
            .Prepare(path, weights.Query.Format, options.Activations, space.QueryLatentPrepared);
        MatMulWork.Run(pool, path, weights.Query, latent, space.Queries, size.Queries);
    }

    /// <summary>A cached entry is the normalized latent, then the rotated position key, which is not normalized.</summary>
    private void StoreLatents(int layer, AttentionWeights weights, BatchPlan plan, CacheLayout layout)
    {
        int pairs = _rope.Pairs;
        fixed (float* norm = weights.LatentNorm)
        {
            for (int s = 0; s < plan.SegmentCount; s++)
            {
                ref BatchSegment segment = ref plan.Segments[s];
                for (int i = 0; i < segment.Rows; i++)
                {
                    int position = segment.FirstPosition + i;
                    int t = segment.FirstRow + i;
                    float* row = space.Latents + ((long)t * size.CacheWidth);
                    RmsNorm.Apply(path, row, norm, row, size.Latent, options.LatentNormEps);
                    Rope.Apply(path, row + size.Latent, space.Cosines + (t * pairs), space.Sines + (t * pairs), pairs);
                    byte* entry = (byte*)segment.Blocks[position / LatentCache.BlockTokens]
                        + (layer * layout.LayerBytes) + (position % LatentCache.BlockTokens * (long)layout.EntryBytes);
                    CacheRows.Store(path, layout, row, entry);
                }
            }
        }
    }

    private void RotateQueries(int tokens)
    {
        int pairs = _rope.Pairs;
        for (int t = 0; t < tokens; t++)
        {
            float* query = space.Queries + ((long)t * size.Queries) + size.NoPosition;
            Rope.Apply(path, query, size.Heads, size.QueryHead, space.Cosines + (t * pairs), space.Sines + (t * pairs), pairs);
        }
    }

    private void Attend(int layer, AttentionWeights weights, BatchPlan plan, CacheLayout layout)
    {
        float* queries = space.SplitQueries;
        float* sums = space.SpanSums;
        for (int s = 0; s < plan.SegmentCount; s++)
        {
            ref BatchSegment segment = ref plan.Segments[s];
            var step = new AttentionStep
            {
                Path = path,
                Heads = size.Heads,
                NoPosition = size.NoPosition,
                Rope = size.Rope,
                Value = size.Value,
                Latent = size.Latent,
                LatentUp = weights.LatentUp,
                Queries = space.Queries + ((long)segment.FirstRow * size.Queries),
                Values = space.Values + ((long)segment.FirstRow * size.Values),
                Tokens = segment.Rows,
                FirstPosition = segment.FirstPosition,
                Scale = (float)size.Config.SoftmaxScale,
                Format = layout.Format,
                CacheBlocks = segment.Blocks,
                LayerOffset = layer * layout.LayerBytes,
                Scratch = space.AttentionBuffer,
                ScratchStride = space.AttentionScratchPerWorker,
            };
            step.IsAbsorbed = AttentionChoice.PrefersAbsorbed(segment.Form, step);
            if (step.IsAbsorbed)
            {
                SplitAttention.TryPlace(ref step, ref queries, space.SplitQueries + space.SplitQueriesLength, ref sums, space.SpanSums + space.SpanSumsLength);
            }

            _steps.Pointer[s] = step;
        }

        AttentionWork.Run(pool, _steps.Pointer, plan.SegmentCount);
    }
}
