namespace K2Sharp.Inference.Sampling;

/// <summary>
/// Draws the tokens of one sequence: penalties, logit bias, temperature, top-k, top-p, min-p, seeded draw. Ties go to the lower token id.
/// All buffers are made at the start; drawing allocates nothing.
/// </summary>
internal sealed class Sampler
{
    private readonly SamplingOptions _options;
    private readonly TokenHistory? _history;
    private readonly KeyValuePair<int, float>[] _bias;
    private readonly CandidateHeap _candidates;
    private SeededRandom _random;

    /// <exception cref="ArgumentException">An option is out of range or a biased token is not in the vocabulary.</exception>
    /// <param name="options">How to draw.</param>
    /// <param name="vocabularySize">Logits per draw.</param>
    /// <param name="prompt">What the sequence begins with, for the penalties.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="candidates">A heap to share with samplers that draw at other times; null for one of its own.</param>
    public Sampler(SamplingOptions options, int vocabularySize, ReadOnlySpan<int> prompt, long seed, CandidateHeap? candidates = null)
    {
        options.Validate(vocabularySize);
        _options = options;
        _bias = [.. options.LogitBias];
        bool penalizes = options.RepetitionPenalty != 1f || options.PresencePenalty != 0f || options.FrequencyPenalty != 0f;
        _history = penalizes ? new TokenHistory(vocabularySize, prompt) : null;
        _candidates = candidates ?? new CandidateHeap(vocabularySize);
        _random = new SeededRandom(seed);
    }

    /// <summary>Draws the next token and remembers it. The logits are changed in place.</summary>
    /// <exception cref="InferenceException">A logit is NaN.</exception>
    public int Next(Span<float> logits)
    {
        Adjust(logits);
        int best = LargestLogit.Find(logits);
        int token = _options.Temperature == 0f || float.IsPositiveInfinity(logits[best]) ? best : Draw(logits, logits[best]);
        _history?.Add(token);
        return token;
    }

    /// <summary>Remembers a token that was not drawn.</summary>
    public void Accept(int token) => _history?.Add(token);

    private void Adjust(Span<float> logits)
    {
        if (_history is not null)
        {
            foreach (int token in _history.Distinct)
            {
                float logit = logits[token];
                logit = logit > 0 ? logit / _options.RepetitionPenalty : logit * _options.RepetitionPenalty;
                int count = _history.CountInAnswer(token);
                logit -= (_options.FrequencyPenalty * count) + (count > 0 ? _options.PresencePenalty : 0f);
                logits[token] = logit;
            }
        }

        foreach ((int token, float bias) in _bias)
        {
            logits[token] += bias;
        }
    }

    private int Draw(Span<float> logits, float largest)
    {
        // Probabilities are relative to the most likely token, so min-p is a plain threshold and nothing overflows. Not multiplied by
        // the inverse: that of a tiny temperature is infinite, and infinity times the most likely token's 0 is NaN.
        double total = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            float weight = MathF.Exp((logits[i] - largest) / _options.Temperature);
            logits[i] = weight;
            total += weight;
        }

        return _options.TopK > 0 || _options.TopP < 1f ? DrawFromNucleus(logits, total) : DrawFromAll(logits);
    }

    private int DrawFromAll(ReadOnlySpan<float> weights)
    {
        double kept = 0;
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] >= _options.MinP && weights[i] > 0f)
            {
                kept += weights[i];
                last = i;
            }
        }

        double target = _random.NextDouble() * kept;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] >= _options.MinP && weights[i] > 0f)
            {
                sum += weights[i];
                if (sum > target)
                {
                    return i;
                }
            }
        }

        return last;
    }

    private int DrawFromNucleus(ReadOnlySpan<float> weights, double total)
    {
        int limit = _options.TopK > 0 ? Math.Min(_options.TopK, weights.Length) : weights.Length;

        // Top-p is measured on what top-k left, as in the reference samplers; only top-k's own sum differs from the total.
        double mass = limit < weights.Length ? _candidates.SumOfLargest(weights, limit) : total;
        _candidates.Fill(weights);
        double kept = 0;
        int count = 0;
        while (count < limit)
        {
            float weight = _candidates.MoveLargestToKept();
            if (count > 0 && (weight < _options.MinP || weight <= 0f))
            {
                break;
            }

            kept += weight;
            count++;
            if (kept >= _options.TopP * mass)
            {
                break;
            }
        }

        double target = _random.NextDouble() * kept;
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += weights[_candidates.Kept(i)];
            if (sum > target)
            {
                return _candidates.Kept(i);
            }
        }

        return _candidates.Kept(count - 1);
    }
}
