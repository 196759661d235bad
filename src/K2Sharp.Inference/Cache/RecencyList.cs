namespace K2Sharp.Inference.Cache;

/// <summary>Blocks by the time they were last used: added behind, taken in front, removed anywhere, all at once.</summary>
internal sealed class RecencyList
{
    private const int None = -1;
    private readonly int[] _next;
    private readonly int[] _previous;
    private int _first = None;
    private int _last = None;

    public RecencyList(int blocks)
    {
        _next = new int[blocks];
        _previous = new int[blocks];
    }

    public int Count { get; private set; }

    /// <summary>The block that was unused longest.</summary>
    public int Oldest => _first;

    public void Add(int block)
    {
        _previous[block] = _last;
        _next[block] = None;
        if (_last == None)
        {
            _first = block;
        }
        else
        {
            _next[_last] = block;
        }

        _last = block;
        Count++;
    }

    public void Remove(int block)
    {
        if (_previous[block] == None)
        {
            _first = _next[block];
        }
        else
        {
            _next[_previous[block]] = _next[block];
        }

        if (_next[block] == None)
        {
            _last = _previous[block];
        }
        else
        {
            _previous[_next[block]] = _previous[block];
        }

        Count--;
    }
}
