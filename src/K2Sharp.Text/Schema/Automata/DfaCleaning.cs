namespace K2Sharp.Text.Schema.Automata;

/// <summary>Brings raw tables into the form that <see cref="Dfa"/> promises: trimmed, small ones minimal, classes merged.</summary>
internal static class DfaCleaning
{
    // Merging states saves masks and memory. Each round costs the size of the table, and a chain takes as many rounds as it has states: large
    // automata get few rounds and stay as they are when those do not do.
    private const int SmallStates = 400;
    private const int LargeTable = 400_000;
    private const int LargeRounds = 16;

    public static Dfa Clean(int[] bounds, int[] next, int[] labels)
    {
        int classes = bounds.Length;
        int surrogates = Array.BinarySearch(bounds, CodePoints.FirstSurrogate);
        for (int state = 0; state < labels.Length; state++)
        {
            next[(state * classes) + surrogates] = Dfa.Dead;
        }

        bool[] live = FindLive(next, labels, classes);
        if (labels.Length == 0 || !live[0])
        {
            return Dfa.Empty;
        }

        int[] numbers = new int[labels.Length];
        int count = Number(next, live, classes, numbers);
        (next, labels) = Renumber(next, labels, classes, numbers, count);
        if (count <= SmallStates || count * classes <= LargeTable)
        {
            int groups = Minimize(next, labels, classes, numbers = new int[count], count <= SmallStates ? int.MaxValue : LargeRounds);
            if (groups > 0)
            {
                (next, labels) = Renumber(next, labels, classes, numbers, groups);
            }
        }

        return MergeClasses(bounds, next, labels);
    }

    /// <summary>The states from which an accepting one can be reached.</summary>
    private static bool[] FindLive(int[] next, int[] labels, int classes)
    {
        // Predecessors as linked lists, so that a chain of thousands of states takes one pass.
        int[] heads = new int[labels.Length];
        Array.Fill(heads, -1);
        List<(int State, int Link)> links = [];
        for (int state = 0; state < labels.Length; state++)
        {
            int previous = Dfa.Dead;
            for (int i = 0; i < classes; i++)
            {
                int target = next[(state * classes) + i];
                if (target != Dfa.Dead && target != previous)
                {
                    links.Add((state, heads[target]));
                    heads[target] = links.Count - 1;
                    previous = target;
                }
            }
        }

        bool[] live = new bool[labels.Length];
        Stack<int> pending = new();
        for (int state = 0; state < labels.Length; state++)
        {
            if (labels[state] != 0)
            {
                live[state] = true;
                pending.Push(state);
            }
        }

        while (pending.TryPop(out int state))
        {
            for (int link = heads[state]; link >= 0; link = links[link].Link)
            {
                int source = links[link].State;
                if (!live[source])
                {
                    live[source] = true;
                    pending.Push(source);
                }
            }
        }

        return live;
    }

    /// <summary>Gives the live, reachable states new numbers in order of discovery; -1 for the others.</summary>
    private static int Number(int[] next, bool[] live, int classes, int[] numbers)
    {
        Array.Fill(numbers, -1);
        Queue<int> pending = new();
        pending.Enqueue(0);
        numbers[0] = 0;
        int count = 1;
        while (pending.TryDequeue(out int state))
        {
            for (int i = 0; i < classes; i++)
            {
                int target = next[(state * classes) + i];
                if (target != Dfa.Dead && live[target] && numbers[target] < 0)
                {
                    numbers[target] = count++;
                    pending.Enqueue(target);
                }
            }
        }

        return count;
    }

    private static (int[] Next, int[] Labels) Renumber(int[] next, int[] labels, int classes, int[] numbers, int count)
    {
        int[] newNext = new int[count * classes];
        int[] newLabels = new int[count];
        Array.Fill(newNext, Dfa.Dead);
        for (int state = 0; state < labels.Length; state++)
        {
            int number = numbers[state];
            if (number < 0)
            {
                continue;
            }

            newLabels[number] = labels[state];
            for (int i = 0; i < classes; i++)
            {
                int target = next[(state * classes) + i];
                newNext[(number * classes) + i] = target == Dfa.Dead ? Dfa.Dead : numbers[target];
            }
        }

        return (newNext, newLabels);
    }

    /// <summary>
    /// Moore's refinement: states stay together while their labels and the groups of their targets agree. The number of groups, 0 when the rounds
    /// did not do.
    /// </summary>
    private static int Minimize(int[] next, int[] labels, int classes, int[] groups, int rounds)
    {
        int count = Group(labels.Length, state => HashCode.Combine(labels[state]), (a, b) => labels[a] == labels[b], groups);
        for (int round = 0; round < rounds; round++)
        {
            int[] old = (int[])groups.Clone();
            int GroupOf(int state, int i) => next[(state * classes) + i] is int target and not Dfa.Dead ? old[target] : -1;
            int refined = Group(labels.Length, Hash, Same, groups);
            if (refined == count)
            {
                return count;
            }

            count = refined;

            int Hash(int state)
            {
                int hash = old[state];
                for (int i = 0; i < classes; i++)
                {
                    hash = (hash * 31) + GroupOf(state, i);
                }

                return hash;
            }

            bool Same(int a, int b)
            {
                for (int i = 0; i < classes; i++)
                {
                    if (GroupOf(a, i) != GroupOf(b, i))
                    {
                        return false;
                    }
                }

                return old[a] == old[b];
            }
        }

        return 0;
    }

    private static int Group(int states, Func<int, int> hash, Func<int, int, bool> same, int[] groups)
    {
        Dictionary<int, List<int>> buckets = [];
        int count = 0;
        for (int state = 0; state < states; state++)
        {
            int key = hash(state);
            if (!buckets.TryGetValue(key, out List<int>? members))
            {
                buckets[key] = members = [];
            }

            int twin = members.FindIndex(member => same(member, state));
            if (twin >= 0)
            {
                groups[state] = groups[members[twin]];
            }
            else
            {
                members.Add(state);
                groups[state] = count++;
            }
        }

        return count;
    }

    /// <summary>Joins neighbouring classes that lead to the same states everywhere.</summary>
    private static Dfa MergeClasses(int[] bounds, int[] next, int[] labels)
    {
        int classes = bounds.Length;
        List<int> kept = [0];
        for (int i = 1; i < classes; i++)
        {
            for (int state = 0; state < labels.Length; state++)
            {
                if (next[(state * classes) + i] != next[(state * classes) + i - 1])
                {
                    kept.Add(i);
                    break;
                }
            }
        }

        // The surrogates keep a class of their own, so that combining automata finds it.
        int surrogates = Array.BinarySearch(bounds, CodePoints.FirstSurrogate);
        kept = [.. kept.Append(surrogates).Append(surrogates + 1).Distinct().Order()];
        int[] newNext = new int[labels.Length * kept.Count];
        for (int state = 0; state < labels.Length; state++)
        {
            for (int i = 0; i < kept.Count; i++)
            {
                newNext[(state * kept.Count) + i] = next[(state * classes) + kept[i]];
            }
        }

        return new Dfa([.. kept.Select(i => bounds[i])], newNext, labels);
    }
}
