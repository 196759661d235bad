namespace K2Sharp.Inference.Model.Experts;

/// <summary>Slots that may be taken for another expert, the least used first. A binary heap that knows where each slot stands; allocates nothing.</summary>
internal sealed class SlotHeap(int slots)
{
    private readonly int[] _heap = new int[slots];
    private readonly int[] _place = [.. Enumerable.Repeat(-1, slots)];
    private readonly double[] _uses = new double[slots];

    public int Count { get; private set; }

    public bool Contains(int slot) => _place[slot] >= 0;

    /// <summary>Adds a slot that is not in it.</summary>
    public void Add(int slot, double uses)
    {
        _uses[slot] = uses;
        Put(slot, Count++);
        Up(Count - 1);
    }

    /// <summary>Removes a slot that is in it.</summary>
    public void Remove(int slot)
    {
        int place = _place[slot];
        _place[slot] = -1;
        int last = _heap[--Count];
        if (last != slot)
        {
            Put(last, place);
            Up(place);
            Down(_place[last]);
        }
    }

    /// <summary>Removes the slot with the fewest uses; among equals any.</summary>
    public int TakeLeast()
    {
        int slot = _heap[0];
        Remove(slot);
        return slot;
    }

    /// <summary>Multiplies all uses by a positive factor, which leaves their order.</summary>
    public void Scale(double factor)
    {
        for (int i = 0; i < Count; i++)
        {
            _uses[_heap[i]] *= factor;
        }
    }

    private void Put(int slot, int place)
    {
        _heap[place] = slot;
        _place[slot] = place;
    }

    private void Up(int place)
    {
        int slot = _heap[place];
        for (int parent; place > 0 && _uses[_heap[parent = (place - 1) / 2]] > _uses[slot]; place = parent)
        {
            Put(_heap[parent], place);
        }

        Put(slot, place);
    }

    private void Down(int place)
    {
        int slot = _heap[place];
        for (int child = (2 * place) + 1; child < Count; child = (2 * place) + 1)
        {
            if (child + 1 < Count && _uses[_heap[child + 1]] < _uses[_heap[child]])
            {
                child++;
            }

            if (_uses[_heap[child]] >= _uses[slot])
            {
                break;
            }

            Put(_heap[child], place);
            place = child;
        }

        Put(slot, place);
    }
}
