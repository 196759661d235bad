using K2Sharp.Inference.Sampling;
using K2Sharp.Inference.Scheduling;

namespace K2Sharp.Inference.Tests.Scheduling;

/// <summary>Remembers what happened to a sequence.</summary>
internal sealed class RecordingSink : ISequenceSink
{
    public List<int> Tokens { get; } = [];

    public List<bool> Forced { get; } = [];

    public List<TokenLogProbs?> LogProbs { get; } = [];

    public List<(int Done, int Total, int Cached)> Prompt { get; } = [];

    public SequenceEnd? End { get; private set; }

    public int? StopToken { get; private set; }

    public (int Cached, int Generated) Usage { get; private set; }

    public Exception? Failure { get; private set; }

    public bool IsDone => End is not null || Failure is not null;

    public void OnPrompt(int done, int total, int cached)
    {
        Assert.False(IsDone);
        Prompt.Add((done, total, cached));
    }

    public void OnToken(int token, TokenLogProbs? logProbs, bool isForced)
    {
        Assert.False(IsDone);
        Tokens.Add(token);
        Forced.Add(isForced);
        LogProbs.Add(logProbs);
    }

    public void OnFinished(SequenceEnd end, int? stopToken, int cached, int generated)
    {
        Assert.False(IsDone);
        (End, StopToken, Usage) = (end, stopToken, (cached, generated));
    }

    public void OnFailed(Exception failure)
    {
        Assert.False(IsDone);
        Failure = failure;
    }
}
