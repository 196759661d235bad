using System.Diagnostics;
using System.Numerics;
using K2Sharp.Inference.Sampling;
using K2Sharp.Text.Schema.ToolFormat;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Inference.Engine;

/// <summary>
/// Keeps an answer in K2's format with the grammars of its parts. In free text only special tokens need a mask, which costs nothing to
/// find; elsewhere a bit mask over the vocabulary is computed while the model's step runs.
/// </summary>
internal sealed class FormatConstraint : ITokenConstraint, IOptionalPreparation
{
    private readonly AnswerState _state;
    private readonly int _vocabularySize;
    private readonly int _firstSpecial;
    private readonly ulong[] _mask;
    private readonly int[] _only = new int[1];
    private readonly int[] _specials = new int[4];
    private bool _isOnly;

    public FormatConstraint(AnswerState state, K2Tokenizer tokenizer)
    {
        _state = state;
        _vocabularySize = tokenizer.VocabularySize;
        _firstSpecial = tokenizer.BaseVocabularySize;
        _mask = new ulong[(_vocabularySize + 63) / 64];
    }

    /// <summary>What the format says; where a mask has left a single token, that one.</summary>
    public ReadOnlySpan<int> Forced => _isOnly ? _only : _state.Forced;

    /// <summary>Whether <see cref="Prepare"/> has anything to compute.</summary>
    public bool NeedsPreparation => !_state.IsFree;

    public void Prepare(CancellationToken cancellation)
    {
        if (_state.IsFree || !_state.Forced.IsEmpty)
        {
            return;
        }

        long started = FormatMetrics.MaskDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        Array.Clear(_mask);
        _state.FillMask(_mask, cancellation);
        FindOnly();
        if (started != 0)
        {
            FormatMetrics.MaskDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    public void Apply(Span<float> logits)
    {
        if (_state.IsFree)
        {
            ApplyToSpecials(logits);
            return;
        }

        for (int word = 0; word * 64 < logits.Length; word++)
        {
            ulong allowed = word < _mask.Length ? _mask[word] : 0;
            if (allowed == ulong.MaxValue)
            {
                continue;
            }

            Span<float> part = logits[(word * 64)..Math.Min(logits.Length, (word + 1) * 64)];
            if (allowed == 0)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }

            for (int i = 0; i < part.Length; i++)
            {
                if ((allowed >> i & 1) == 0)
                {
                    part[i] = float.NegativeInfinity;
                }
            }
        }
    }

    public void Accept(int token)
    {
        ReadOnlySpan<int> forced = Forced;
        if (!forced.IsEmpty && forced[0] == token)
        {
            FormatMetrics.ForcedTokens.Add(1);
        }

        _isOnly = false;
        _state.Accept(token);
    }

    private void ApplyToSpecials(Span<float> logits)
    {
        int count = _state.GetSpecials(_specials);
        ReadOnlySpan<int> allowed = _specials.AsSpan(0, count);
        for (int token = _firstSpecial; token < logits.Length; token++)
        {
            if (token >= _vocabularySize || !allowed.Contains(token))
            {
                logits[token] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>A single token that may come needs no draw.</summary>
    private void FindOnly()
    {
        int found = -1;
        for (int word = 0; word < _mask.Length; word++)
        {
            if (_mask[word] == 0)
            {
                continue;
            }

            if (found >= 0 || BitOperations.PopCount(_mask[word]) > 1)
            {
                return;
            }

            found = (word * 64) + BitOperations.TrailingZeroCount(_mask[word]);
        }

        if (found < 0)
        {
            // The grammars promise a way to go on after every prefix; an answer without one must not be drawn from nothing.
            throw new InvalidOperationException("the format leaves no token that could come next; please report this with the request's schemas");
        }

        _only[0] = found;
        _isOnly = true;
    }
}
