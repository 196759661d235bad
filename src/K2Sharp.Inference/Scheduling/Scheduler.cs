using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Serves sequences one after the other, by priority and arrival. One thread at a time.</summary>
internal sealed class Scheduler
{
    private readonly K2Model _model;
    private readonly int _vocabulary;
    private readonly TimeProvider _clock;
    private readonly LatentCache _cache;
    private readonly List<int> _cached = [];
    private readonly List<Sequence> _waiting = [];
    private readonly float[] _logits;
    private readonly LogProbReader _logProbs = new();
    private Sequence? _running;
    private string? _salt;
    private long _arrivals;
    private volatile bool _stop;

    public Scheduler(K2Model model, int vocabulary, TimeProvider clock)
    {
        _model = model;
        _vocabulary = vocabulary;
        _clock = clock;
        _cache = model.CreateCache();
        _logits = new float[model.Config.VocabSize];
    }

    public int Running => _running is null ? 0 : 1;

    public int Waiting => _waiting.Count;

    public bool HasWork => Running + Waiting > 0;

    public long PrefixHitTokens { get; private set; }

    public long ComputedTokens { get; private set; }

    public long GeneratedTokens { get; private set; }

    public void Add(Sequence sequence)
    {
        sequence.Arrival = _arrivals++;
        int place = _waiting.FindIndex(other => other.Priority < sequence.Priority);
        _waiting.Insert(place < 0 ? _waiting.Count : place, sequence);
    }

    /// <summary>Ends a running step early; for any thread.</summary>
    public void Stop() => _stop = true;

    public void Reset()
    {
        _cache.Truncate(0);
        _cached.Clear();
    }

    public void FailAll(Exception failure)
    {
        _running?.Sink.OnFailed(failure);
        _running = null;
        _waiting.ForEach(sequence => sequence.Sink.OnFailed(failure));
        _waiting.Clear();
    }

    public void Step()
    {
        if (_stop)
        {
            return;
        }

        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (IsOver(_waiting[i]))
            {
                Sequence over = _waiting[i];
                _waiting.RemoveAt(i);
                End(over);
            }
        }

        if (_running is null && _waiting.Count > 0)
        {
            _running = _waiting[0];
            _waiting.RemoveAt(0);
            Admit(_running);
        }

        if (_running is { } sequence)
        {
            try
            {
                if (!Advance(sequence))
                {
                    _running = null;
                }
            }
#pragma warning disable CA1031 // Whatever fails belongs to the sequence's reader.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _running = null;
                if (exception is OperationCanceledException && IsOver(sequence))
                {
                    End(sequence);
                }
                else
                {
                    sequence.Sink.OnFailed(exception);
                }
            }
        }
    }

    private bool IsOver(Sequence sequence) => sequence.Cancellation.IsCancellationRequested || _clock.GetTimestamp() >= sequence.Deadline;

    private void End(Sequence sequence) => sequence.Sink.OnFinished(
        sequence.Cancellation.IsCancellationRequested ? SequenceEnd.Cancelled : SequenceEnd.Timeout, null, sequence.Cached, sequence.Generated);

    private void Admit(Sequence sequence)
    {
        sequence.Tokens.AddRange(sequence.Prompt);
        sequence.Sampler = new Sampler(sequence.Sampling, _vocabulary, sequence.Prompt, sequence.Seed);
        int shared = 0;
        int most = string.Equals(_salt, sequence.CacheSalt, StringComparison.Ordinal) ? Math.Min(_cached.Count, sequence.Prompt.Length - 1) : 0;
        while (shared < most && _cached[shared] == sequence.Prompt[shared])
        {
            shared++;
        }

        _salt = sequence.CacheSalt;
        _cache.Truncate(shared);
        _cached.RemoveRange(shared, _cached.Count - shared);
        sequence.Computed = sequence.Cached = shared;
        PrefixHitTokens += shared;
    }

    /// <summary>One step of the running sequence; false when it has ended.</summary>
    private bool Advance(Sequence sequence)
    {
        if (IsOver(sequence))
        {
            End(sequence);
            return false;
        }

        int count = Math.Min(_model.MaxStepTokens, sequence.Tokens.Count - sequence.Computed);
        bool isLast = sequence.Computed + count == sequence.Tokens.Count;
        int[] tokens = [.. sequence.Tokens.Skip(sequence.Computed).Take(count)];
        _model.Forward(_cache, tokens, isLast ? _logits : [], sequence.Cancellation);
        _cached.AddRange(tokens);
        sequence.Computed += count;
        ComputedTokens += count;
        if (sequence.Generated == 0)
        {
            sequence.Sink.OnPrompt(sequence.Computed, sequence.Prompt.Length, sequence.Cached);
        }

        return !isLast || Say(sequence);
    }

    private bool Say(Sequence sequence)
    {
        if (sequence.Constraint is { } constraint)
        {
            if (constraint.Forced.IsEmpty)
            {
                constraint.Prepare(sequence.Cancellation);
            }

            if (!constraint.Forced.IsEmpty)
            {
                return Force(sequence, constraint);
            }
        }

        // Rows that only pad the embedding to a round size have no token.
        Span<float> logits = _logits.AsSpan(0, _vocabulary);
        float[]? raw = null;
        if (sequence.TopLogProbs is { } top)
        {
            _logProbs.Read(logits, top);
            raw = [.. logits];
        }

        sequence.Constraint?.Apply(logits);
        int token = sequence.Sampler!.Next(logits);
        return Append(sequence, token, raw is null ? null : _logProbs.Of(raw[token]), isForced: false)
            && (sequence.Constraint is null || Force(sequence, sequence.Constraint));
    }

    private bool Force(Sequence sequence, ITokenConstraint constraint)
    {
        while (!constraint.Forced.IsEmpty)
        {
            foreach (int token in constraint.Forced.ToArray())
            {
                sequence.Sampler!.Accept(token);
                if (!Append(sequence, token, null, isForced: true))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>False when the token is the last one.</summary>
    private bool Append(Sequence sequence, int token, TokenLogProbs? logProbs, bool isForced)
    {
        sequence.Generated++;
        GeneratedTokens++;
        bool isStop = sequence.StopTokens.Contains(token);
        if (!isStop)
        {
            sequence.Tokens.Add(token);
            sequence.Constraint?.Accept(token);
            sequence.Sink.OnToken(token, logProbs, isForced);
        }

        if (isStop || sequence.Generated == sequence.MaxTokens)
        {
            sequence.Sink.OnFinished(isStop ? SequenceEnd.StopToken : SequenceEnd.Length, isStop ? token : null, sequence.Cached, sequence.Generated);
            return false;
        }

        return true;
    }
}
