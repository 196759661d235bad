namespace K2Sharp.Inference.Sampling;

/// <summary>Reads probabilities off the logits: log p = logit - log(sum of exp(logits)).</summary>
internal sealed class LogProbReader
{
    /// <summary>The most that a request may ask for.</summary>
    public const int MostTop = 20;

    private readonly TokenLogProb[] _top = new TokenLogProb[MostTop];
    private int _count;
    private float _normalizer;

    /// <summary>Takes the raw logits in, before anything changes them.</summary>
    /// <param name="logits">One per token of the vocabulary.</param>
    /// <param name="top">How many of the likeliest to remember.</param>
    public void Read(ReadOnlySpan<float> logits, int top)
    {
        _count = 0;
        float largest = float.NegativeInfinity;
        for (int token = 0; token < logits.Length; token++)
        {
            float logit = logits[token];
            largest = MathF.Max(largest, logit);
            if (_count < top || (top > 0 && logit > _top[_count - 1].LogProb))
            {
                Insert(token, logit, top);
            }
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += MathF.Exp(logit - largest);
        }

        _normalizer = largest + (float)Math.Log(sum);
    }

    /// <summary>What was read, for the token that was drawn.</summary>
    /// <param name="logit">The raw logit of the drawn token.</param>
    public TokenLogProbs Of(float logit)
    {
        var top = new TokenLogProb[_count];
        for (int i = 0; i < top.Length; i++)
        {
            top[i] = new TokenLogProb(_top[i].Token, _top[i].LogProb - _normalizer);
        }

        return new TokenLogProbs(logit - _normalizer, top);
    }

    /// <summary>Insertion into a list of at most 20; of equal logits the lower id stays ahead.</summary>
    private void Insert(int token, float logit, int most)
    {
        int place = _count < most ? _count++ : _count - 1;
        while (place > 0 && _top[place - 1].LogProb < logit)
        {
            _top[place] = _top[place - 1];
            place--;
        }

        _top[place] = new TokenLogProb(token, logit);
    }
}
