namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Whether requests can be answered: not before the weights are there and a token was made, and not while the host stops.</summary>
internal sealed class K2Readiness
{
    private volatile K2State _state;

    public K2State State
    {
        get => _state;
        set => _state = value;
    }
}
