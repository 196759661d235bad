using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using K2Sharp.Inference.Cache;

namespace K2Sharp.Inference.Model;

/// <summary>Computes the next tokens of a single sequence in as many steps as they need, and adds them to its <see cref="LatentCache"/>.</summary>
internal sealed unsafe class SequenceSteps : IDisposable
{
    private readonly ModelDimensions _size;
    private readonly ForwardPass _pass;
    private readonly CacheLayout _layout;
    private readonly AttentionForm _form;
    private readonly int _maxTokens;
    private readonly BatchPlan _plan;
    private readonly NativeBuffer<nint> _blocks;

    /// <param name="size">The model's dimensions.</param>
    /// <param name="pass">Computes a step.</param>
    /// <param name="layout">The layout of a <see cref="LatentCache"/>.</param>
    /// <param name="form">How attention is computed.</param>
    /// <param name="maxTokens">The most tokens of a step.</param>
    public SequenceSteps(ModelDimensions size, ForwardPass pass, CacheLayout layout, AttentionForm form, int maxTokens)
    {
        _size = size;
        _pass = pass;
        _layout = layout;
        _form = form;
        _maxTokens = maxTokens;
        _plan = new BatchPlan(maxTokens, 1);
        _blocks = new NativeBuffer<nint>((size.Config.MaxPositionEmbeddings / LatentCache.BlockTokens) + 1);
    }

    /// <summary>Refuses what <see cref="Run"/> cannot compute.</summary>
    /// <param name="cache">The sequence so far.</param>
    /// <param name="tokens">The new tokens.</param>
    /// <param name="logits">How many logits are wanted.</param>
    /// <exception cref="ArgumentException">A token id is not in the vocabulary, or a length or the cache does not fit.</exception>
    /// <exception cref="ContextLengthException">The sequence would be longer than the model allows.</exception>
    public void Check(LatentCache cache, ReadOnlySpan<int> tokens, int logits)
    {
        int vocabulary = _size.Config.VocabSize;
        if (tokens.IsEmpty || logits % vocabulary != 0 || logits / vocabulary > tokens.Length)
        {
            throw new ArgumentException("logits must hold a whole number of rows of the vocabulary's size, at most one per new token");
        }

        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)vocabulary)
            {
                throw new ArgumentException($"token {token} is not in the vocabulary of {vocabulary}");
            }
        }

        CheckCache(cache, tokens.Length);
    }

    /// <summary>Computes what <see cref="Check"/> has let through.</summary>
    /// <param name="cache">The sequence so far.</param>
    /// <param name="tokens">The new tokens.</param>
    /// <param name="logits">Receives [n, vocabulary] logits of the last n new tokens.</param>
    /// <param name="cancellationToken">Checked before every layer.</param>
    public void Run(LatentCache cache, ReadOnlySpan<int> tokens, Span<float> logits, CancellationToken cancellationToken)
    {
        cache.Reserve(tokens.Length);
        FillBlocks(cache, tokens.Length);
        int vocabulary = _size.Config.VocabSize;
        int firstWithLogits = tokens.Length - (logits.Length / vocabulary);
        for (int begin = 0; begin < tokens.Length; begin += _maxTokens)
        {
            int count = Math.Min(_maxTokens, tokens.Length - begin);
            _plan.Clear();
            _plan.Add((nint)_blocks.Pointer, cache.Length, tokens.Slice(begin, count), _form);
            int first = Math.Max(firstWithLogits, begin);
            for (int row = first - begin; row < count; row++)
            {
                _plan.WantLogits(row);
            }

            _pass.Run(_plan, _layout, _plan.LogitCount == 0 ? default : logits[((first - firstWithLogits) * vocabulary)..], null, cancellationToken);
            cache.Commit(count);
        }
    }

    public void Dispose()
    {
        _plan.Dispose();
        _blocks.Dispose();
    }

    private void FillBlocks(LatentCache cache, int tokens)
    {
        int blocks = (cache.Length + tokens + LatentCache.BlockTokens - 1) / LatentCache.BlockTokens;
        for (int b = 0; b < blocks; b++)
        {
            // The cache's arrays are pinned, so their addresses last as long as they do.
            _blocks.Pointer[b] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(cache.Block(0, b)));
        }
    }

    /// <summary>Kernels write into the cache by address, so one of other dimensions would be memory corruption.</summary>
    private void CheckCache(LatentCache cache, int tokens)
    {
        int layers = _size.Config.NumHiddenLayers;
        if (cache.Layers != layers || cache.Width != _size.CacheWidth)
        {
            throw new ArgumentException(
                $"the cache has {cache.Layers} layers of width {cache.Width}, but the model needs {layers} of {_size.CacheWidth}; use CreateCache");
        }

        int context = _size.Config.MaxPositionEmbeddings;
        if (tokens > context - cache.Length)
        {
            throw new ContextLengthException(cache.Length + (long)tokens, context);
        }
    }
}
