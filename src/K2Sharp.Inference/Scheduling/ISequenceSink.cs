using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Scheduling;

/// <summary>Told what happens to a sequence, on the engine's thread. It must neither block nor throw.</summary>
internal interface ISequenceSink
{
    /// <summary>A part of the prompt is computed.</summary>
    void OnPrompt(int done, int total, int cached);

    /// <summary>The answer has one token more.</summary>
    void OnToken(int token, TokenLogProbs? logProbs, bool isForced);

    /// <summary>The last call, unless <see cref="OnFailed"/> is.</summary>
    /// <param name="end">Why.</param>
    /// <param name="stopToken">The token that ended the answer.</param>
    /// <param name="cached">Prompt tokens that came out of the cache.</param>
    /// <param name="generated">Tokens generated, a stop token included.</param>
    void OnFinished(SequenceEnd end, int? stopToken, int cached, int generated);

    /// <summary>The last call, unless <see cref="OnFinished"/> is.</summary>
    void OnFailed(Exception failure);
}
