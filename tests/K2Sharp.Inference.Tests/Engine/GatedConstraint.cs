using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Tests.Engine;

/// <summary>Holds the engine in a step until it is opened: the one before the first token, or after some.</summary>
internal sealed class GatedConstraint(int after = 0) : ITokenConstraint, IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();
    private int _accepted;

    public Task Reached => _reached.Task;

    public ReadOnlySpan<int> Forced => [];

    public void Open() => _open.Set();

    public void Prepare(CancellationToken cancellation)
    {
        if (_accepted >= after)
        {
            _reached.TrySetResult();
            _open.Wait(CancellationToken.None);
        }
    }

    public void Apply(Span<float> logits)
    {
    }

    public void Accept(int token) => _accepted++;

    public void Dispose() => _open.Dispose();
}
