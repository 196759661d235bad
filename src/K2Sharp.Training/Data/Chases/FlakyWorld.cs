namespace K2Sharp.Training.Data.Chases;

/// <summary>A world whose call number <paramref name="failingCall"/> (from 0, time-outs not counted) times out before it gets through.</summary>
internal sealed class FlakyWorld(IToolWorld inner, int failingCall, int timeouts) : IToolWorld
{
    private int _done;
    private int _timeouts = timeouts;

    public string Call(ToolRequest request)
    {
        if (_done == failingCall && _timeouts > 0)
        {
            _timeouts--;
            return ChaseResults.Timeout;
        }

        _done++;
        return inner.Call(request);
    }
}
