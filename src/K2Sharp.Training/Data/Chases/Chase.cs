namespace K2Sharp.Training.Data.Chases;

/// <summary>What a chase is made of: the tool, the keys in order, what its results carry besides, and where it fails.</summary>
internal sealed record Chase
{
    /// <summary>How often a call that timed out is made again.</summary>
    public const int MostRetries = 3;

    public required ChaseTool Tool { get; init; }

    /// <summary>All keys in the order of the chain.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>What the answer must repeat; null for none.</summary>
    public string? CodeWord { get; init; }

    /// <summary>Noise in each key's result; empty for none.</summary>
    public IReadOnlyList<string> Memos { get; init; } = [];

    /// <summary>Whether the noise comes before the next key.</summary>
    public bool MemoFirst { get; init; }

    /// <summary>The number that thoughts carry along; null for none.</summary>
    public CarriedState? State { get; init; }

    /// <summary>The state before the first key's result.</summary>
    public int InitialState { get; init; }

    /// <summary>The value in each key's result; empty without a state.</summary>
    public IReadOnlyList<int> Values { get; init; } = [];

    /// <summary>How often the first calls of a key time out.</summary>
    public IReadOnlyDictionary<string, int> Timeouts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Whether the last key is one that the tool does not know.</summary>
    public bool LastIsMissing { get; init; }

    /// <summary>The first key that is called after the opening; more than 0 in a crop.</summary>
    public int FirstOpen { get; init; }

    /// <summary>The place of a key in the chain, or -1.</summary>
    public int IndexOf(string? key)
    {
        for (int i = 0; i < Keys.Count; i++)
        {
            if (string.Equals(Keys[i], key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The state before the result of the key at <paramref name="index"/>.</summary>
    public int StateBefore(int index)
    {
        int state = InitialState;
        for (int i = 0; i < index; i++)
        {
            state = State!.Next(state, Values[i]);
        }

        return state;
    }

    public int TimeoutsOf(string key) => Timeouts.TryGetValue(key, out int count) ? count : 0;
}
