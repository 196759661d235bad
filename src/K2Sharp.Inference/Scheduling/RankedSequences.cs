namespace K2Sharp.Inference.Scheduling;

/// <summary>Sequences in the order of their rank: by priority, then arrival.</summary>
internal sealed class RankedSequences
{
    private readonly List<Sequence> _sequences = [];

    public int Count => _sequences.Count;

    /// <summary>The one that goes before all others.</summary>
    public Sequence Highest => _sequences[0];

    public Sequence Lowest => _sequences[^1];

    public Sequence this[int rank] => _sequences[rank];

    /// <summary>Puts a sequence where its rank is. Most come last, so the place is looked for from there.</summary>
    public void Insert(Sequence sequence)
    {
        int place = _sequences.Count;
        while (place > 0 && sequence.IsBefore(_sequences[place - 1]))
        {
            place--;
        }

        _sequences.Insert(place, sequence);
    }

    public void Remove(Sequence sequence) => _sequences.Remove(sequence);
}
