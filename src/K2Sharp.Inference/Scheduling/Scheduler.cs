using System.Diagnostics;
using System.Runtime.InteropServices;
using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Continuous batching: every step ends what is over, admits what fits, and computes the next token of all running answers together with pieces of
/// prompts. One thread at a time, except for <see cref="Stop"/> and the counts.
/// </summary>
/// <remarks>
/// Sequences are ranked by priority, then arrival. A higher one takes blocks from the lowest running one when there are none left; that one goes back to
/// waiting with all it has said, and what it had computed stays in the prefix index as long as it can. So the highest always gets on.
/// </remarks>
internal sealed class Scheduler : IStepWatch, IDisposable
{
    private readonly int _maxRows;
    private readonly TimeProvider _clock;
    private readonly SequenceTable _sequences;
    private readonly PrefixReuse _prefixes;
    private readonly Admission _admission;
    private readonly RowChoice _rows;
    private readonly Drafts _drafts;
    private readonly StepForward _forward;
    private readonly Speaker _speaker;
    private readonly StepCompletion _completion;
    private readonly StepPlan _step = new();
    private volatile bool _stop;

    public Scheduler(K2Model model, SchedulerOptions options)
    {
        int maxRunning = Math.Min(options.MaxRunning, model.MaxStepTokens);
        _maxRows = model.MaxStepTokens;
        _clock = options.Clock;
        Cache = new PagedCache(model.LayoutOf(options.CacheFormat), options.CacheBlocks);
        _sequences = new SequenceTable(Cache);
        _prefixes = new PrefixReuse(Cache);
        _speaker = new Speaker(options.Vocabulary, options.GuessedTokens);
        _admission = new Admission(_sequences, _prefixes, _speaker, model.Attention, maxRunning);
        _rows = new RowChoice(_sequences, Cache, _prefixes, _maxRows, options.PromptTokensBesideAnswers);
        _drafts = new Drafts(options.GuessedTokens);
        _forward = new StepForward(model, Cache.Layout, options.Vocabulary, maxRunning);
        _completion = new StepCompletion(_sequences, Cache, _forward, _speaker, _drafts);
    }

    public PagedCache Cache { get; }

    public int Running => _sequences.Running.Count;

    public int Waiting => _sequences.Waiting.Count;

    public bool HasWork => Running + Waiting > 0;

    public long PrefixHitTokens => _prefixes.HitTokens;

    public long ComputedTokens => _forward.ComputedTokens;

    public long GeneratedTokens => _speaker.GeneratedTokens;

    /// <summary>Tokens guessed ahead.</summary>
    public long GuessedTokens => _drafts.Guessed;

    /// <summary>Guessed tokens that were right.</summary>
    public long AcceptedTokens => _drafts.Accepted;

    public long Steps { get; private set; }

    public long Preemptions => _sequences.Preemptions;

    /// <summary>Whether all whose tokens are being computed have left.</summary>
    public bool IsAbandoned => _stop || _step.IsCancelled;

    /// <summary>Puts a new sequence in its place among the waiting ones.</summary>
    public void Add(Sequence sequence) => _sequences.Add(sequence);

    /// <summary>Ends a running step early; for any thread.</summary>
    public void Stop() => _stop = true;

    /// <summary>Forgets what the cache keeps.</summary>
    public void Reset()
    {
        Debug.Assert(!HasWork, "Nobody uses the cache.");
        Cache.Clear();
    }

    /// <summary>Ends all sequences with an exception.</summary>
    public void FailAll(Exception failure) => _sequences.FailAll(failure);

    public void Dispose() => _forward.Dispose();

    /// <summary>One step: what is over ends, what fits is admitted, the next tokens are computed and said.</summary>
    public void Step()
    {
        _sequences.EndWhatIsOver(_clock.GetTimestamp());
        _admission.Admit();
        _rows.Choose(_step);
        if (_step.Parts.Count == 0 || _stop)
        {
            return;
        }

        Steps++;
        bool isDrafted = _step.OnlyAnswers && _drafts.Add(_step.Parts, Cache, _maxRows - _step.Rows, Running);
        long begin = _clock.GetTimestamp();
        long said = GeneratedTokens;
        if (TryCompute())
        {
            Complete();
            if (_step.OnlyAnswers)
            {
                _drafts.Learn(isDrafted, GeneratedTokens - said, _clock.GetTimestamp() - begin);
            }
        }
        else if (!IsAbandoned)
        {
            ComputeOneByOne();
        }
    }

    /// <summary>Computes the step while constraints get ready; false if it was abandoned or one of its sequences is broken.</summary>
    private bool TryCompute()
    {
        _step.StartPreparations();
        try
        {
            return _forward.TryCompute(CollectionsMarshal.AsSpan(_step.Parts), this, out _);
        }
        finally
        {
            _step.WaitForPreparations();
        }
    }

    private void Complete()
    {
        int logitRow = 0;
        foreach (PlannedRows planned in _step.Parts)
        {
            // Once it is completed, these rows are no more its last ones.
            int logitRows = planned.LogitRows;
            _completion.Complete(planned, logitRow);
            logitRow += logitRows;
        }
    }

    /// <summary>One of the step's sequences is broken: whoever fails alone is, the others lose a step's time.</summary>
    private void ComputeOneByOne()
    {
        foreach (PlannedRows planned in _step.Parts)
        {
            if (_forward.TryCompute([planned], this, out Exception? failure))
            {
                _completion.Complete(planned, 0);
            }
            else if (failure is not null)
            {
                _sequences.Fail(planned.Sequence, failure);
            }
        }
    }
}
