using System.Diagnostics;

namespace K2Sharp.Text.Schema.Automata;

/// <summary>What a compilation may still spend: automaton states and time. One per compilation; not thread-safe.</summary>
/// <param name="maxStates">The most states of one automaton.</param>
/// <param name="maxTotalStates">The most states made in all, kept or not.</param>
/// <param name="time">The time from now on after which the compilation ends.</param>
internal sealed class AutomatonBudget(int maxStates, long maxTotalStates, TimeSpan time)
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private long _total;
    private int _ticks;

    public int MaxStates => maxStates;

    /// <summary>A budget for automata that are made once, outside any request.</summary>
    public static AutomatonBudget ForConstants() => new(100_000, 10_000_000, TimeSpan.MaxValue);

    /// <summary>Counts a new state of an automaton that has <paramref name="states"/> of them.</summary>
    /// <exception cref="AutomatonBudgetException">Too many states, or too late.</exception>
    public void Spend(int states)
    {
        if (states > maxStates)
        {
            throw new AutomatonBudgetException($"needs an automaton of more than {maxStates} states");
        }

        if (++_total > maxTotalStates)
        {
            throw new AutomatonBudgetException($"needs more than {maxTotalStates} automaton states in all");
        }

        Tick();
    }

    /// <summary>Looks at the clock now and then.</summary>
    /// <exception cref="AutomatonBudgetException">The time is over.</exception>
    public void Tick()
    {
        if ((++_ticks & 63) == 0 && Stopwatch.GetElapsedTime(_begin) > time)
        {
            throw new AutomatonBudgetException($"takes more than {time.TotalMilliseconds:F0} ms to compile");
        }
    }
}
