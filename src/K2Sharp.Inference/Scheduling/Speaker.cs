using System.Runtime.InteropServices;
using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Lets sequences say their next tokens: draws them, or appends what their constraint forces.</summary>
internal sealed class Speaker(int vocabulary, int guesses)
{
    private readonly LogProbReader _logProbs = new();
    private readonly float[] _raw = new float[vocabulary];

    // Tokens are drawn one sequence after the other: one heap does for all.
    private readonly CandidateHeap _heap = new(vocabulary);
    private readonly List<int> _forced = [];

    /// <summary>Tokens said.</summary>
    public long GeneratedTokens { get; private set; }

    /// <summary>Makes a sequence ready, and appends what its answer is forced to begin with, so that this is computed along with the prompt.</summary>
    public void Begin(Sequence sequence)
    {
        sequence.Begin(vocabulary, _heap, guesses);
        if (sequence.Constraint is not { } constraint)
        {
            return;
        }

        for (ReadOnlySpan<int> forced = constraint.Forced; !forced.IsEmpty; forced = constraint.Forced)
        {
            // What ends the answer is said in its time, when the prompt is computed.
            int token = forced[0];
            if (sequence.StopTokens.Contains(token) || sequence.Generated + 1 >= sequence.MaxTokens)
            {
                sequence.IsForced = true;
                return;
            }

            Join(sequence, token);
            sequence.Held++;
        }
    }

    /// <summary>Tells what was appended before the prompt was computed.</summary>
    public static void TellHeld(Sequence sequence)
    {
        ReadOnlySpan<int> held = CollectionsMarshal.AsSpan(sequence.Tokens)[^sequence.Held..];
        sequence.Held = 0;
        foreach (int token in held)
        {
            sequence.Sink.OnToken(token, null, isForced: true);
        }
    }

    /// <summary>Says the next token, and all that is forced after it.</summary>
    /// <param name="sequence">Whose prompt and earlier tokens are all computed, and whose constraint is prepared.</param>
    /// <param name="logits">Of the last token, one for each of the vocabulary; changed.</param>
    /// <param name="stopToken">The token that ended the answer.</param>
    /// <returns>Why the answer has ended; null if it goes on.</returns>
    public SequenceEnd? Say(Sequence sequence, Span<float> logits, out int? stopToken)
    {
        if (Force(sequence, out stopToken) is { } end)
        {
            return end;
        }

        if (sequence.Remaining > 0)
        {
            return null;
        }

        bool tells = sequence.TopLogProbs is not null;
        if (tells)
        {
            logits.CopyTo(_raw);
            _logProbs.Read(_raw, sequence.TopLogProbs!.Value);
        }

        sequence.Constraint?.Apply(logits);
        int token = sequence.Sampler!.Next(logits);
        return Append(sequence, token, tells ? _logProbs.Of(_raw[token]) : null, isForced: false, out stopToken) ?? Force(sequence, out stopToken);
    }

    private SequenceEnd? Force(Sequence sequence, out int? stopToken)
    {
        stopToken = null;
        sequence.IsForced = false;
        while (sequence.Constraint is { Forced.IsEmpty: false } constraint)
        {
            // A copy: what is accepted may change it.
            _forced.Clear();
            _forced.AddRange(constraint.Forced);
            foreach (int token in _forced)
            {
                if (Append(sequence, token, null, isForced: true, out stopToken) is { } end)
                {
                    return end;
                }
            }
        }

        return null;
    }

    private SequenceEnd? Append(Sequence sequence, int token, TokenLogProbs? logProbs, bool isForced, out int? stopToken)
    {
        stopToken = null;
        if (sequence.StopTokens.Contains(token))
        {
            sequence.Generated++;
            GeneratedTokens++;
            stopToken = token;
            return SequenceEnd.StopToken;
        }

        Join(sequence, token, isForced);
        sequence.Sink.OnToken(token, logProbs, isForced);
        return sequence.Generated == sequence.MaxTokens ? SequenceEnd.Length : null;
    }

    private void Join(Sequence sequence, int token, bool isForced = true)
    {
        sequence.Generated++;
        GeneratedTokens++;
        sequence.Tokens.Add(token);
        if (isForced)
        {
            sequence.Sampler!.Accept(token);
        }

        sequence.Constraint?.Accept(token);
    }
}
