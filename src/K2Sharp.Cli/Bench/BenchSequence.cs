using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Bench;

/// <summary>The one sequence that a bench computes, in a cache such as the engine's.</summary>
internal sealed class BenchSequence : IStepWatch, IDisposable
{
    private readonly CacheLayout _layout;
    private readonly SequenceBlocks _blocks = new();
    private readonly BatchPlan _plan;
    private readonly float[] _logits;
    private readonly CancellationToken _cancellation;
    private K2Model _model;
    private int _length;

    /// <param name="model">The model; others must have the same dimensions.</param>
    /// <param name="format">How the cache keeps its values.</param>
    /// <param name="tokens">The most tokens.</param>
    /// <param name="cancellation">Stops a running step.</param>
    public BenchSequence(K2Model model, CacheFormat format, int tokens, CancellationToken cancellation)
    {
        _model = model;
        _layout = model.LayoutOf(format);
        var cache = new PagedCache(_layout, (tokens / LatentCache.BlockTokens) + 1);
        _ = cache.TryGrow(_blocks, tokens);
        _plan = new BatchPlan(model.MaxStepTokens, maxSegments: 1);
        _logits = new float[model.Config.VocabSize];
        _cancellation = cancellation;
    }

    /// <inheritdoc/>
    public bool IsAbandoned => _cancellation.IsCancellationRequested;

    /// <summary>Begins anew, with this model.</summary>
    public void Begin(K2Model model)
    {
        _model = model;
        _length = 0;
    }

    /// <summary>Computes the next tokens, and the logits of the last one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(ReadOnlySpan<int> tokens)
    {
        while (!tokens.IsEmpty)
        {
            int rows = Math.Min(tokens.Length, _model.MaxStepTokens);
            _plan.Clear();
            _plan.Add(_blocks, _length, tokens[..rows], AttentionForm.Auto);
            tokens = tokens[rows..];
            if (tokens.IsEmpty)
            {
                _plan.WantLogits(rows - 1);
            }

            _model.Forward(_plan, _layout, _logits, this);
            _length += rows;
        }
    }

    public void Dispose() => _plan.Dispose();
}
