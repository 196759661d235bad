namespace K2Sharp.Text.Schema.Grammar;

/// <summary>One alternative of an array: goals by index, a size, and demands on how many items are of some kind.</summary>
internal sealed class ArrayCase : IKeyed
{
    // Counts of contains are packed into the bytes of a long.
    private const int MaxContains = 8;
    private const int MaxContainsCount = 250;
    private const int MaxPrefix = 1_000;

    private readonly Goal?[] _prefix;
    private readonly Goal? _rest;
    private readonly ArrayContains[] _contains;
    private readonly Dictionary<(int Position, int Mask), Goal?> _parts = [];

    private ArrayCase(Goal?[] prefix, Goal? rest, ArrayContains[] contains, int min, int max, bool isUnique)
    {
        (_prefix, _rest, _contains, Min, Max, IsUnique) = (prefix, rest, contains, min, max, isUnique);
        Key = string.Join(' ', _prefix.Select(goal => goal?.Number ?? -1)) + $"|{_rest?.Number ?? -1}|{min}|{max}|{isUnique}|"
            + string.Join(' ', contains.Select(item => item.ToString()));
    }

    public string Key { get; }

    public int Min { get; }

    /// <summary>The greatest size, <see cref="int.MaxValue"/> where there is none.</summary>
    public int Max { get; }

    public bool IsUnique { get; }

    public IReadOnlyList<ArrayContains> Contains => _contains;

    /// <summary>Makes the case of a branch; null when it contradicts itself.</summary>
    public static ArrayCase? Make(CaseBranch branch, GoalTable goals)
    {
        int min = 0;
        int max = int.MaxValue;
        bool unique = false;
        int prefix = 0;
        List<ArrayContains> contains = [];
        foreach (CaseAtom atom in branch.Atoms)
        {
            switch (atom)
            {
                case CaseAtom.Size size: (min, max) = (Math.Max(min, size.Min), Math.Min(max, size.Max ?? int.MaxValue)); break;
                case CaseAtom.ItemAt item: prefix = Math.Max(prefix, item.Index + 1); break;
                case CaseAtom.ItemsFrom items: prefix = Math.Max(prefix, items.From); break;
                case CaseAtom.Unique: unique = true; break;
                case CaseAtom.Containing some: contains.Add(new ArrayContains(some.From, some.Literal, some.Min, some.Max is int.MaxValue ? null : some.Max)); break;
                default: break;
            }
        }

        if (prefix > MaxPrefix)
        {
            throw new GrammarException("prefixItems", "#", $"more than {MaxPrefix} items are not supported");
        }

        Goal?[] places = [.. Enumerable.Range(0, prefix).Select(i => goals.Get(Literals(branch, i)))];
        Goal? rest = goals.Get(Literals(branch, prefix));
        if (unique && Math.Min(max, Array.IndexOf([.. places, rest], null) is int end and >= 0 ? end : int.MaxValue) > 1)
        {
            // Few values: each may come once. Many: texts that the state remembers.
            Goal?[] items = [.. places.Append(rest).OfType<Goal>().Distinct()];
            List<SchemaNode>? values = goals.FewValues(items!);
            unique = values is null;
            contains.AddRange(values?.Select(value => new ArrayContains(0, value.Literal, 0, 1)) ?? []);
            if (unique && !(prefix == 0 && contains.Count == 0 && goals.AreStrings(rest!)))
            {
                throw new GrammarException("uniqueItems", branch.Atoms.OfType<CaseAtom.Unique>().First().Path, "is supported for strings and for up to 6 constants");
            }

            // No more items than there are strings.
            max = unique ? (int)Math.Min(max, goals.CountStrings(rest!)) : max;
        }
        else
        {
            unique = false;
        }

        contains = [.. contains.Distinct()];
        SchemaNode place = goals.Schemas[contains.Count > 0 ? contains[0].Literal : 1];
        if (contains.Count > MaxContains || contains.Exists(item => item.Saturation > MaxContainsCount))
        {
            throw place.Refuse("contains", $"more than {MaxContains} demands in one place, or counts above {MaxContainsCount}, are not supported");
        }

        ArrayCase made = new(places, rest, [.. contains], min, max, unique);
        made.Prepare(goals);
        return min > max ? null : made;
    }

    /// <summary>What an item must satisfy when it counts for the demands of a mask; null where nothing can.</summary>
    public Goal? Part(int position, int mask) => _parts.GetValueOrDefault((Math.Min(position, Settled), mask));

    /// <summary>The masks of demands that an item may count for, each with its goal.</summary>
    public IEnumerable<(int Mask, Goal Goal)> Parts(int position)
    {
        int settled = Math.Min(position, Settled);
        for (int mask = 0; mask < 1 << _contains.Length; mask++)
        {
            if (_parts.TryGetValue((settled, mask), out Goal? goal) && goal is not null)
            {
                yield return (mask, goal);
            }
        }
    }

    /// <summary>Whether such an array exists whose items have at most a rank.</summary>
    public bool IsFeasible(int maxRank) => IsFeasible(0, 0, maxRank);

    /// <summary>Whether an array that has begun can be completed; the answer stays yes when the next item is chosen well.</summary>
    /// <param name="count">The items so far.</param>
    /// <param name="counts">The counts of the demands, a byte each.</param>
    /// <param name="maxRank">The greatest rank that an item may have.</param>
    public bool IsFeasible(int count, long counts, int maxRank)
    {
        int size = count;
        Span<int> needs = stackalloc int[_contains.Length];
        int missing = 0;
        for (int i = 0; i < needs.Length; i++)
        {
            int have = CountOf(counts, i);
            if (_contains[i].Max < have)
            {
                return false;
            }

            needs[i] = Math.Max(0, _contains[i].Min - have);
            missing += needs[i];
        }

        // Walk on from here: take for each place an item that counts for as much as is still needed and for nothing that has a limit.
        while (missing > 0 || size < Min)
        {
            if (size >= Max)
            {
                return false;
            }

            int best = -1;
            int bestGain = -1;
            foreach ((int mask, Goal goal) in Parts(size))
            {
                if (goal.Rank > maxRank)
                {
                    continue;
                }

                int gain = 0;
                bool harmless = true;
                for (int i = 0; i < needs.Length; i++)
                {
                    bool counted = (mask >> i & 1) != 0;
                    gain += counted && needs[i] > 0 ? 1 : 0;
                    harmless &= !counted || needs[i] > 0 || _contains[i].Max is null;
                }

                if (harmless && gain > bestGain)
                {
                    (best, bestGain) = (mask, gain);
                }
            }

            if (best < 0 || (bestGain == 0 && missing > 0 && size >= Settled))
            {
                return false;
            }

            for (int i = 0; i < needs.Length; i++)
            {
                if ((best >> i & 1) != 0 && needs[i] > 0)
                {
                    needs[i]--;
                    missing--;
                }
            }

            size++;
            if (missing == 0 && size >= Settled)
            {
                // All further places are alike: what could follow once can follow as often as it must.
                return size >= Min || (Max >= Min && IsFillable(maxRank));
            }
        }

        return size <= Max;
    }

    /// <summary>Whether the array may end.</summary>
    public bool CanEnd(int count, long counts)
    {
        for (int i = 0; i < _contains.Length; i++)
        {
            int have = CountOf(counts, i);
            if (have < _contains[i].Min || have > (_contains[i].Max ?? int.MaxValue))
            {
                return false;
            }
        }

        return count >= Min && count <= Max;
    }

    /// <summary>The counts after an item that counts for a mask.</summary>
    public long Counted(long counts, int mask)
    {
        for (int i = 0; i < _contains.Length; i++)
        {
            if ((mask >> i & 1) != 0 && CountOf(counts, i) < _contains[i].Saturation)
            {
                counts += 1L << (8 * i);
            }
        }

        return counts;
    }

    private static int CountOf(long counts, int index) => (int)(counts >> (8 * index) & 255);

    /// <summary>The place from which on all places are alike.</summary>
    public int Settled => _contains.Aggregate(_prefix.Length, (place, item) => Math.Max(place, item.From));

    private bool IsFillable(int maxRank) => Parts(Settled).Any(part => part.Goal.Rank <= maxRank
        && !_contains.Where((item, i) => (part.Mask >> i & 1) != 0 && item.Max is not null).Any());

    private static IEnumerable<int> Literals(CaseBranch branch, int position)
    {
        foreach (CaseAtom atom in branch.Atoms)
        {
            if (atom is CaseAtom.ItemAt at && at.Index == position)
            {
                yield return at.Literal;
            }
            else if (atom is CaseAtom.ItemsFrom from && position >= from.From)
            {
                yield return from.Literal;
            }
        }
    }

    /// <summary>
    /// An item counts for a demand or does not. A demand without an upper limit does not mind being undercounted, so that not counting asks
    /// nothing of the item; with a limit not counting asks for the contrary.
    /// </summary>
    private void Prepare(GoalTable goals)
    {
        for (int position = 0; position <= Settled; position++)
        {
            Goal? basis = position < _prefix.Length ? _prefix[position] : _rest;
            if (basis is null)
            {
                continue;
            }

            for (int mask = 0; mask < 1 << _contains.Length; mask++)
            {
                List<int> literals = [.. basis.Literals];
                bool counts = true;
                for (int i = 0; i < _contains.Length; i++)
                {
                    bool counted = (mask >> i & 1) != 0;
                    counts &= !counted || position >= _contains[i].From;
                    if (counted)
                    {
                        literals.Add(_contains[i].Literal);
                    }
                    else if (_contains[i].Max is not null && position >= _contains[i].From)
                    {
                        literals.Add(-_contains[i].Literal);
                    }
                }

                if (counts)
                {
                    _parts[(position, mask)] = goals.Get(literals);
                }
            }
        }
    }
}
