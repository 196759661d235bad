using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Model;

/// <summary>A step of the transformer: embedding, decoder layers, output head. Everything goes through the workspace's residual stream.</summary>
/// <param name="size">The model's dimensions.</param>
/// <param name="weights">The weights.</param>
/// <param name="space">The buffers.</param>
/// <param name="pool">The threads.</param>
/// <param name="threads">Decides how many of them a step has.</param>
/// <param name="path">The instruction set.</param>
/// <param name="options">How to compute.</param>
/// <param name="waves">Runs the layers whose experts are not all in memory; null where all weights are mapped.</param>
internal sealed unsafe class ForwardPass(
    ModelDimensions size,
    ModelWeights weights,
    Workspace space,
    WorkerPool pool,
    StepThreads threads,
    KernelPath path,
    ModelOptions options,
    ExpertWaves? waves) : IDisposable
{
    private readonly LatentAttention _attention = new(size, space, pool, path, options);
    private readonly FeedForward _feedForward = new(size, space, pool, path, options.Activations, waves);

    /// <summary>Told of what steps spend where; null for not.</summary>
    public StageTimes? Times { get; set; }

    public IRoutingObserver? RoutingObserver
    {
        get => _feedForward.Observer;
        set => _feedForward.Observer = value;
    }

    /// <summary>Computes a step.</summary>
    /// <param name="plan">The rows.</param>
    /// <param name="layout">The layout of the blocks that the plan names.</param>
    /// <param name="logits">Receives [logit count, vocabulary], in the order in which the plan asks for them.</param>
    /// <param name="watch">Asked before every layer whether to go on.</param>
    /// <param name="cancellationToken">Checked before every layer.</param>
    public void Run(BatchPlan plan, CacheLayout layout, Span<float> logits, IStepWatch? watch, CancellationToken cancellationToken)
    {
        threads.Begin(plan.Rows);
        RunLayers(plan, layout, watch, cancellationToken);
        ComputeLogits(plan, logits);
        threads.End();
    }

    public void Dispose() => _attention.Dispose();

    private void RunLayers(BatchPlan plan, CacheLayout layout, IStepWatch? watch, CancellationToken cancellationToken)
    {
        for (int t = 0; t < plan.Rows; t++)
        {
            Embed(plan.Tokens[t], space.Residual + ((long)t * size.Hidden));
        }

        _attention.Begin(plan);
        Times?.Begin();
        for (int layer = 0; layer < weights.Layers.Length; layer++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (watch is { IsAbandoned: true })
            {
                throw new OperationCanceledException("nobody waits for this step any more");
            }

            RunLayer(layer, weights.Layers[layer], plan, layout);
        }
    }

    private void RunLayer(int index, LayerWeights layer, BatchPlan plan, CacheLayout layout)
    {
        Normalize(layer.InputNorm, layer.Attention.InputFormat, null, plan.Rows);
        _attention.Run(index, layer.Attention, plan, layout);
        Times?.End(Stage.Attention);
        Normalize(layer.PostAttentionNorm, layer.Moe?.InputFormat ?? layer.Dense!.Value.InputFormat, null, plan.Rows);
        _feedForward.Run(index, layer, plan.Rows, plan.Positions[0]);
        Times?.End(layer.Moe is null ? Stage.DenseMlp : Stage.Experts);
    }

    private void Embed(int token, float* row)
    {
        if (weights.Embedding.Format == WeightFormat.BFloat16)
        {
            WidenBf16.Apply(path, (ushort*)weights.Embedding.Data + ((long)token * size.Hidden), row, size.Hidden);
        }
        else
        {
            new ReadOnlySpan<float>((float*)weights.Embedding.Data + ((long)token * size.Hidden), size.Hidden)
                .CopyTo(new Span<float>(row, size.Hidden));
        }
    }

    /// <summary>Normalizes rows of the residual stream: those named, or the first ones.</summary>
    private void Normalize(float[] norm, WeightFormat readerFormat, int* rows, int count)
    {
        fixed (float* pointer = norm)
        {
            var work = new RmsNormWork
            {
                Path = path,
                Input = space.Residual,
                InputStride = size.Hidden,
                Rows = rows,
                Weights = pointer,
                Epsilon = (float)size.Config.RmsNormEps,
                Length = size.Hidden,
                Output = space.Normed,
                OutputStride = size.Hidden,
                ReaderFormat = readerFormat,
                Activations = options.Activations,
                Prepared = readerFormat.HasCodes() ? space.NormedPrepared : null,
            };
            pool.Run(count, ref work);
        }
    }

    private void ComputeLogits(BatchPlan plan, Span<float> logits)
    {
        if (plan.LogitCount == 0)
        {
            return;
        }

        Normalize(weights.FinalNorm, weights.Head.Format, plan.LogitRows, plan.LogitCount);
        ActivationBatch input = new ActivationBatch(space.Normed, plan.LogitCount, size.Hidden, size.Hidden)
            .WithPrepared(path, weights.Head.Format, options.Activations, space.NormedPrepared);
        fixed (float* output = logits)
        {
            MatMulWork.Run(pool, path, weights.Head, input, output, size.Config.VocabSize);
        }

        Times?.End(Stage.OutputHead);
    }
}
