using K2Sharp.Inference.Sampling;

namespace K2Sharp.Inference.Tests.Scheduling;

/// <summary>
/// Every so many tokens forces a run of tokens, and forbids the token just said; checks that it is used as the contract says. Its state is a function of the
/// tokens alone, so that two answers under it can be compared.
/// </summary>
internal sealed class ScriptedConstraint(int every, int[] run) : ITokenConstraint
{
    private readonly Lock _use = new();
    private readonly List<int> _accepted = [];
    private int[] _forced = every == 0 ? run : [];
    private int _drawn;
    private bool _isPrepared;

    public IReadOnlyList<int> Accepted => _accepted;

    public Exception? Throws { get; init; }

    public ReadOnlySpan<int> Forced => Alone(() => _forced);

    public void Prepare(CancellationToken cancellation) => Alone(() =>
    {
        if (Throws is not null)
        {
            throw Throws;
        }

        Assert.Empty(_forced);
        _isPrepared = true;
        return 0;
    });

    public void Apply(Span<float> logits)
    {
        Assert.True(_isPrepared);
        _isPrepared = false;
        if (_accepted.Count > 0)
        {
            logits[_accepted[^1]] = float.NegativeInfinity;
        }
    }

    public void Accept(int token) => Alone(() =>
    {
        Assert.True(_forced.Length == 0 || _forced[0] == token);
        _accepted.Add(token);
        if (_forced.Length > 0)
        {
            _forced = _forced[1..];
        }
        else if (every > 0 && ++_drawn % every == 0)
        {
            _forced = run;
        }

        return 0;
    });

    private T Alone<T>(Func<T> use)
    {
        Assert.True(_use.TryEnter(), "the constraint is used by two threads at once");
        try
        {
            return use();
        }
        finally
        {
            _use.Exit();
        }
    }
}
