using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Engine;

/// <summary>Turns a sequence's news into events; what becomes of them is up to the two kinds of readers.</summary>
internal abstract class EventQueue(int promptTokens) : ISequenceSink
{
    public void OnPrompt(int done, int total, int cached) => Add(new PromptProgress(done, total, cached));

    public void OnToken(int token, TokenLogProbs? logProbs, bool isForced) => Add(new TokenGenerated(token, logProbs, isForced));

    public void OnFinished(SequenceEnd end, int? stopToken, int cached, int generated)
    {
        StopReason reason = end switch
        {
            SequenceEnd.StopToken => StopReason.Stop,
            SequenceEnd.Length => StopReason.Length,
            SequenceEnd.Cancelled => StopReason.Cancelled,
            _ => StopReason.Timeout,
        };
        Add(new GenerationFinished(reason, new GenerationUsage(promptTokens, cached, generated)) { StopToken = stopToken });
        Complete(null);
    }

    public void OnFailed(Exception failure) => Complete(failure);

    protected abstract void Add(GenerationEvent item);

    protected abstract void Complete(Exception? failure);
}
