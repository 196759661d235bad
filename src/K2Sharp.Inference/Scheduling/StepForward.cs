using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Computes planned rows with the model, and holds the logits that come of them until the next time.</summary>
internal sealed class StepForward : IDisposable
{
    private readonly K2Model _model;
    private readonly CacheLayout _layout;
    private readonly AttentionForm _answerForm;
    private readonly int _vocabulary;
    private readonly int _maxRunning;
    private readonly BatchPlan _plan;
    private float[] _logits = [];

    /// <param name="model">The model.</param>
    /// <param name="layout">The layout of the cache whose blocks the sequences hold.</param>
    /// <param name="vocabulary">Tokens that can be said.</param>
    /// <param name="maxRunning">The most sequences computed together.</param>
    public StepForward(K2Model model, CacheLayout layout, int vocabulary, int maxRunning)
    {
        _model = model;
        _layout = layout;
        _answerForm = model.Attention == AttentionForm.Auto ? AttentionForm.Absorbed : model.Attention;
        _vocabulary = vocabulary;
        _maxRunning = maxRunning;

        // A step may hold the end of a prompt and the beginning of its answer, which are two segments.
        _plan = new BatchPlan(model.MaxStepTokens, model.MaxStepTokens);
    }

    public long ComputedTokens { get; private set; }

    /// <summary>Computes rows of some sequences; false if it was abandoned or one of the sequences is broken.</summary>
    /// <param name="parts">The rows, guesses included.</param>
    /// <param name="watch">Asked whether to go on.</param>
    /// <param name="failure">What broke; null if nobody waits for the rows any more.</param>
    public bool TryCompute(ReadOnlySpan<PlannedRows> parts, IStepWatch watch, out Exception? failure)
    {
        _plan.Clear();
        foreach (ref readonly PlannedRows planned in parts)
        {
            Add(planned);
        }

        GrowLogits();
        failure = null;
        try
        {
            _model.Forward(_plan, _layout, _logits, watch);
            ComputedTokens += _plan.Rows;
            return true;
        }
        catch (OperationCanceledException) when (watch.IsAbandoned)
        {
            return false;
        }
#pragma warning disable CA1031 // A broken sequence must not take the others with it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            return false;
        }
    }

    /// <summary>The logits of one of the rows for which they were wanted, in the order of the parts; rows that only pad the embedding to a round size have none.</summary>
    public Span<float> Logits(int row) => _logits.AsSpan(row * _model.Config.VocabSize, _vocabulary);

    public void Dispose() => _plan.Dispose();

    private void Add(in PlannedRows planned)
    {
        Sequence sequence = planned.Sequence;
        ReadOnlySpan<int> tokens = sequence.AllTokens.Slice(sequence.Computed, planned.Rows);
        int ofPrompt = Math.Clamp(sequence.Prompt.Length - sequence.Computed, 0, planned.Rows);
        if (ofPrompt > 0)
        {
            _plan.Add(sequence.Blocks, sequence.Computed, tokens[..ofPrompt], sequence.PromptForm);
        }

        if (ofPrompt < planned.Rows)
        {
            _plan.Add(sequence.Blocks, sequence.Computed + ofPrompt, tokens[ofPrompt..], _answerForm);
        }

        if (planned.Guessed > 0)
        {
            _plan.Add(sequence.Blocks, sequence.Computed + planned.Rows, sequence.Guesses[..planned.Guessed], _answerForm);
        }

        for (int i = planned.LogitRows; i > 0; i--)
        {
            _plan.WantLogits(_plan.Rows - i);
        }
    }

    private void GrowLogits()
    {
        int needed = _plan.LogitCount * _model.Config.VocabSize;
        if (_logits.Length < needed)
        {
            _logits = GC.AllocateUninitializedArray<float>(Math.Max(needed, Math.Min(2 * _logits.Length, _maxRunning * _model.Config.VocabSize)));
        }
    }
}
