using System.Diagnostics;
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
    /// <summary>So few tokens to compute still count as going on with an answer: a drawn token and what was forced after it.</summary>
    private const int AnswerRows = 16;

    /// <summary>From so many new tokens on a prompt's attention is materialised; see docs/decisions/005.</summary>
    private const int MaterialisedFrom = 192;

    private readonly K2Model _model;
    private readonly SchedulerOptions _options;
    private readonly int _maxRunning;
    private readonly AttentionForm _form;
    private readonly BatchPlan _plan;
    private readonly Speaker _speaker;
    private readonly Drafts _drafts;
    private readonly List<Sequence> _waiting = [];
    private readonly List<Sequence> _running = [];
    private readonly List<PlannedRows> _step = [];
    private float[] _logits = [];
    private int _stepRows;
    private bool _onlyAnswers;
    private long _arrivals;
    private volatile bool _stop;

    public Scheduler(K2Model model, SchedulerOptions options)
    {
        _model = model;
        _options = options;
        _maxRunning = Math.Min(options.MaxRunning, model.MaxStepTokens);
        _form = model.Attention;

        // A step may hold the end of a prompt and the beginning of its answer, which are two segments.
        _plan = new BatchPlan(model.MaxStepTokens, model.MaxStepTokens);
        _speaker = new Speaker(options.Vocabulary, options.GuessedTokens);
        _drafts = new Drafts(options.GuessedTokens);
        Cache = new PagedCache(model.LayoutOf(options.CacheFormat), options.CacheBlocks);
    }

    public PagedCache Cache { get; }

    public int Running => _running.Count;

    public int Waiting => _waiting.Count;

    public bool HasWork => _running.Count + _waiting.Count > 0;

    public long PrefixHitTokens { get; private set; }

    public long ComputedTokens { get; private set; }

    public long GeneratedTokens => _speaker.GeneratedTokens;

    /// <summary>Tokens guessed ahead.</summary>
    public long GuessedTokens => _drafts.Guessed;

    /// <summary>Guessed tokens that were right.</summary>
    public long AcceptedTokens => _drafts.Accepted;

    public long Steps { get; private set; }

    public long Preemptions { get; private set; }

    /// <summary>Whether all whose tokens are being computed have left.</summary>
    public bool IsAbandoned
    {
        get
        {
            if (_stop)
            {
                return true;
            }

            foreach (PlannedRows planned in _step)
            {
                if (!planned.Sequence.Cancellation.IsCancellationRequested)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Puts a new sequence in its place among the waiting ones.</summary>
    public void Add(Sequence sequence)
    {
        sequence.Arrival = _arrivals++;
        Insert(_waiting, sequence);
    }

    /// <summary>Ends a running step early; for any thread.</summary>
    public void Stop() => _stop = true;

    /// <summary>Forgets what the cache keeps.</summary>
    public void Reset()
    {
        Debug.Assert(!HasWork, "Nobody uses the cache.");
        Cache.Clear();
    }

    /// <summary>Ends all sequences with an exception.</summary>
    public void FailAll(Exception failure)
    {
        while (_running.Count > 0)
        {
            Fail(_running[^1], failure);
        }

        _waiting.ForEach(sequence => sequence.Sink.OnFailed(failure));
        _waiting.Clear();
    }

    public void Dispose() => _plan.Dispose();

    /// <summary>One step: what is over ends, what fits is admitted, the next tokens are computed and said.</summary>
    public void Step()
    {
        EndWhatIsOver();
        Admit();
        ChooseRows();
        if (_step.Count == 0 || _stop)
        {
            return;
        }

        Steps++;
        bool isDrafted = _onlyAnswers && _drafts.Add(_step, Cache, _model.MaxStepTokens - _stepRows, _running.Count);
        long begin = _options.Clock.GetTimestamp();
        long said = GeneratedTokens;
        Prepare();
        bool isComputed = false;
        try
        {
            isComputed = Compute();
        }
        finally
        {
            WaitForPreparations();
        }

        if (isComputed)
        {
            for (int i = 0, row = 0; i < _step.Count; i++)
            {
                int logitRows = _step[i].LogitRows;
                Complete(_step[i], row);
                row += logitRows;
            }

            if (_onlyAnswers)
            {
                _drafts.Learn(isDrafted, GeneratedTokens - said, _options.Clock.GetTimestamp() - begin);
            }
        }
        else if (!IsAbandoned)
        {
            ComputeOneByOne();
        }
    }

    private static void Insert(List<Sequence> list, Sequence sequence)
    {
        int place = list.Count;
        while (place > 0 && sequence.IsBefore(list[place - 1]))
        {
            place--;
        }

        list.Insert(place, sequence);
    }

    private void EndWhatIsOver()
    {
        long now = _options.Clock.GetTimestamp();
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (EndOf(_waiting[i], now) is { } end)
            {
                Sequence sequence = _waiting[i];
                _waiting.RemoveAt(i);
                Tell(sequence, end, null);
            }
        }

        for (int i = _running.Count - 1; i >= 0; i--)
        {
            if (EndOf(_running[i], now) is { } end)
            {
                End(_running[i], end, null);
            }
        }
    }

    private static SequenceEnd? EndOf(Sequence sequence, long now)
        => sequence.Cancellation.IsCancellationRequested ? SequenceEnd.Cancelled : now >= sequence.Deadline ? SequenceEnd.Timeout : null;

    private void Admit()
    {
        while (_waiting.Count > 0)
        {
            Sequence next = _waiting[0];
            if (TryAdmit(next))
            {
                continue;
            }

            // Rank alone does not make room for a newcomer, or the oldest would be admitted and put out in turns; priority does.
            if (_running.Count == 0 || _running[^1].Priority >= next.Priority)
            {
                return;
            }

            Preempt(_running[^1]);
        }
    }

    private bool TryAdmit(Sequence next)
    {
        if (_running.Count >= _maxRunning)
        {
            return false;
        }

        if (next.Sampler is null)
        {
            try
            {
                _speaker.Begin(next);
            }
#pragma warning disable CA1031 // A constraint that fails ends its own sequence.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _waiting.Remove(next);
                next.Sink.OnFailed(exception);
                return true;
            }
        }

        // A block more for each that runs: else the next full block would put somebody out again.
        int reserve = _running.Count == 0 ? -1 : _running.Count;
        int found = Cache.TryOpen(next.Blocks, next.CacheSalt, next.AllTokens, reserve);
        if (found < 0)
        {
            return false;
        }

        _waiting.Remove(next);
        Insert(_running, next);
        next.Computed = found;
        if (next.PromptForm == AttentionForm.Auto)
        {
            int prompt = next.Prompt.Length - found;
            next.PromptForm = _form != AttentionForm.Auto ? _form : prompt < MaterialisedFrom ? AttentionForm.Absorbed : AttentionForm.Materialised;
        }

        CountHits(next, found);
        return true;
    }

    private void CountHits(Sequence sequence, int found)
    {
        // After a preemption a sequence finds its own work again, which was not free.
        if (!sequence.IsPromptDone && !sequence.WasPreempted)
        {
            int ofPrompt = Math.Min(found, sequence.Prompt.Length - sequence.Cached);
            sequence.Cached += ofPrompt;
            PrefixHitTokens += ofPrompt;
        }
    }

    /// <summary>Answers first, then pieces of prompts; both by rank. Rows that get no block are left for a later step.</summary>
    private void ChooseRows()
    {
        _step.Clear();
        _stepRows = 0;
        _onlyAnswers = true;
        int answerRows = 0;
        foreach (Sequence sequence in _running)
        {
            answerRows += IsAnswering(sequence) ? sequence.Remaining : 0;
        }

        answerRows = Math.Min(answerRows, _model.MaxStepTokens);
        int promptRows = _model.MaxStepTokens - answerRows;
        promptRows = answerRows > 0 ? Math.Min(promptRows, _options.PromptTokensBesideAnswers) : promptRows;
        for (int i = 0; i < _running.Count; i++)
        {
            Sequence sequence = _running[i];
            bool isAnswering = IsAnswering(sequence);
            if (!isAnswering)
            {
                Extend(sequence);
            }

            ref int budget = ref isAnswering ? ref answerRows : ref promptRows;
            int rows = Reserve(sequence, i, Math.Min(sequence.Remaining, budget));
            if (rows > 0)
            {
                budget -= rows;
                _stepRows += rows;
                _onlyAnswers &= isAnswering;
                _step.Add(new PlannedRows(sequence, rows));
            }
        }
    }

    private static bool IsAnswering(Sequence sequence) => sequence.IsPromptDone && sequence.Remaining <= AnswerRows;

    /// <summary>Another sequence may have computed the same prompt's next blocks in the meantime.</summary>
    private void Extend(Sequence sequence)
    {
        if (sequence.Computed < sequence.Blocks.Capacity)
        {
            return;
        }

        int found = sequence.Computed > 0
            ? Cache.Extend(sequence.Blocks, sequence.AllTokens)
            : Cache.TryOpen(sequence.Blocks, sequence.CacheSalt, sequence.AllTokens, reserve: -1);
        sequence.Computed += found;
        CountHits(sequence, found);
    }

    /// <summary>Gets blocks for the next rows, from the lowest of the running sequences if need be; returns for how many rows there are some.</summary>
    private int Reserve(Sequence sequence, int rank, int rows)
    {
        while (!Cache.TryGrow(sequence.Blocks, sequence.Computed + rows))
        {
            if (_running.Count - 1 <= rank)
            {
                return Math.Min(rows, sequence.Blocks.Capacity - sequence.Computed);
            }

            Preempt(_running[^1]);
        }

        return rows;
    }

    private void Preempt(Sequence sequence)
    {
        Preemptions++;
        Leave(sequence);
        sequence.Computed = 0;
        sequence.WasPreempted = true;
        Insert(_waiting, sequence);
    }

    private void Prepare()
    {
        foreach (PlannedRows planned in _step)
        {
            if (planned.IsLast && !planned.Sequence.IsForced)
            {
                planned.Sequence.Preparation?.Start();
            }
        }
    }

    private void WaitForPreparations()
    {
        foreach (PlannedRows planned in _step)
        {
            planned.Sequence.Preparation?.Wait();
        }
    }

    /// <summary>Computes the step; false if it was abandoned or one of its sequences is broken.</summary>
    private bool Compute()
    {
        _plan.Clear();
        foreach (PlannedRows planned in _step)
        {
            AddRows(planned);
        }

        return TryForward(out _);
    }

    private void AddRows(in PlannedRows planned)
    {
        Sequence sequence = planned.Sequence;
        ReadOnlySpan<int> tokens = sequence.AllTokens.Slice(sequence.Computed, planned.Rows);
        int ofPrompt = Math.Clamp(sequence.Prompt.Length - sequence.Computed, 0, planned.Rows);
        if (ofPrompt > 0)
        {
            _plan.Add(sequence.Blocks.Table, sequence.Computed, tokens[..ofPrompt], sequence.PromptForm);
        }

        if (ofPrompt < planned.Rows)
        {
            AttentionForm form = _form == AttentionForm.Auto ? AttentionForm.Absorbed : _form;
            _plan.Add(sequence.Blocks.Table, sequence.Computed + ofPrompt, tokens[ofPrompt..], form);
        }

        if (planned.Guessed > 0)
        {
            AttentionForm form = _form == AttentionForm.Auto ? AttentionForm.Absorbed : _form;
            _plan.Add(sequence.Blocks.Table, sequence.Computed + planned.Rows, sequence.Guesses[..planned.Guessed], form);
        }

        for (int i = planned.LogitRows; i > 0; i--)
        {
            _plan.WantLogits(_plan.Rows - i);
        }
    }

    private bool TryForward(out Exception? failure)
    {
        int needed = _plan.LogitCount * _model.Config.VocabSize;
        if (_logits.Length < needed)
        {
            _logits = GC.AllocateUninitializedArray<float>(Math.Max(needed, Math.Min(2 * _logits.Length, _maxRunning * _model.Config.VocabSize)));
        }

        failure = null;
        try
        {
            _model.Forward(_plan, Cache.Layout, _logits, this);
            ComputedTokens += _plan.Rows;
            return true;
        }
        catch (OperationCanceledException) when (IsAbandoned)
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

    /// <summary>One of the step's sequences is broken: whoever fails alone is, the others lose a step's time.</summary>
    private void ComputeOneByOne()
    {
        foreach (PlannedRows planned in _step)
        {
            _plan.Clear();
            AddRows(planned);
            if (TryForward(out Exception? failure))
            {
                Complete(planned, 0);
            }
            else if (failure is not null)
            {
                Fail(planned.Sequence, failure);
            }
        }
    }

    private void Complete(in PlannedRows planned, int logitRow)
    {
        Sequence sequence = planned.Sequence;
        bool isLast = planned.IsLast;
        sequence.Computed += planned.Rows;
        Cache.Commit(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
        if (!sequence.IsPromptDone)
        {
            int done = Math.Min(sequence.Computed, sequence.Prompt.Length);
            sequence.Sink.OnPrompt(done, sequence.Prompt.Length, sequence.Cached);
            if (done == sequence.Prompt.Length)
            {
                sequence.IsPromptDone = true;
                Speaker.TellHeld(sequence);
            }
        }

        if (isLast)
        {
            SayAll(sequence, logitRow, planned.Guessed);
        }
    }

    /// <summary>Says the next token, and goes on as long as what is said had been guessed.</summary>
    private void SayAll(Sequence sequence, int logitRow, int guessed)
    {
        int agreed = 0;
        while (!Say(sequence, logitRow + agreed))
        {
            int before = agreed;

            // What a constraint forced after the token was not drawn, but has to agree as well.
            while (agreed < guessed && sequence.Remaining > 0 && sequence.AllTokens[sequence.Computed] == sequence.Guesses[agreed])
            {
                sequence.Computed++;
                agreed++;
            }

            _drafts.Accepted += agreed - before;
            if (sequence.Remaining > 0)
            {
                Cache.Commit(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
                return;
            }

            sequence.Preparation?.Start();
            sequence.Preparation?.Wait();
        }
    }

    /// <summary>Lets a sequence say its next token; true if it has ended.</summary>
    private bool Say(Sequence sequence, int logitRow)
    {
        try
        {
            sequence.Preparation?.ThrowIfFailed();

            // Rows that only pad the embedding to a round size have no token.
            Span<float> logits = _logits.AsSpan(logitRow * _model.Config.VocabSize, _options.Vocabulary);
            if (_speaker.Say(sequence, logits, out int? stopToken) is { } end)
            {
                End(sequence, end, stopToken);
                return true;
            }

            return false;
        }
#pragma warning disable CA1031 // Broken logits or a broken constraint end their own sequence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(sequence, exception);
            return true;
        }
    }

    private void End(Sequence sequence, SequenceEnd end, int? stopToken)
    {
        Leave(sequence);
        Tell(sequence, end, stopToken);
    }

    private static void Tell(Sequence sequence, SequenceEnd end, int? stopToken)
        => sequence.Sink.OnFinished(end, stopToken, sequence.Cached, sequence.Generated - sequence.Held);

    private void Fail(Sequence sequence, Exception failure)
    {
        Leave(sequence);
        sequence.Sink.OnFailed(failure);
    }

    private void Leave(Sequence sequence)
    {
        _running.Remove(sequence);
        Cache.Close(sequence.Blocks, sequence.CacheSalt, sequence.ComputedTokens);
    }
}
