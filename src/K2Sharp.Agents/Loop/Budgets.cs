using System.Globalization;

namespace K2Sharp.Agents.Loop;

/// <summary>What a run may still use.</summary>
internal static class Budgets
{
    /// <summary>Which budget is used up, in words; null while all are left.</summary>
    public static string? UsedUp(RunState state, AgentOptions options) =>
        state.ToolSteps >= options.MaxSteps ? $"the limit of {options.MaxSteps} steps is reached"
        : state.Usage.Output >= options.MaxOutputTokens ? $"the limit of {options.MaxOutputTokens} generated tokens is reached"
        : state.Time >= options.MaxTime ? TimeIsUp(options)
        : state.ToolTime >= options.MaxToolTime ? $"the limit of {Text(options.MaxToolTime.Value)} in tools is reached"
        : state.Cost >= options.MaxCost ? string.Create(CultureInfo.InvariantCulture, $"the cost limit of {options.MaxCost} is reached")
        : null;

    /// <summary>The most time that the next call may take; null for no limit.</summary>
    public static TimeSpan? CallTime(RunState state, AgentOptions options)
    {
        TimeSpan? wall = options.MaxTime - state.Time;
        TimeSpan? tools = options.MaxToolTime - state.ToolTime;
        return wall is null ? tools : tools is null || wall < tools ? wall : tools;
    }

    /// <summary>What is said when the time is used up.</summary>
    public static string TimeIsUp(AgentOptions options) => $"the time limit of {Text(options.MaxTime ?? TimeSpan.Zero)} is reached";

    /// <summary>The most time that the next turn may take. The final answer gets some beyond the budget: a tenth of it, at least a minute.</summary>
    public static TimeSpan TurnTime(RunState state, AgentOptions options, bool isFinal)
    {
        if (options.MaxTime is not { } most)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = most - state.Time;
        TimeSpan grace = most / 10 > TimeSpan.FromMinutes(1) ? most / 10 : TimeSpan.FromMinutes(1);
        return isFinal ? grace : left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Tokens of the next turn; null for no limit.</summary>
    public static int? TurnTokens(RunState state, AgentOptions options, bool isFinal)
    {
        // The final answer may go beyond the run's budget: it is what the budget was spent for.
        int? left = options.MaxOutputTokens is { } most && !isFinal ? (int)Math.Clamp(most - state.Usage.Output, 1, int.MaxValue) : null;
        return left is null ? options.MaxTokensPerStep : options.MaxTokensPerStep is { } step && step < left ? step : left;
    }

    private static string Text(TimeSpan time) => time.TotalSeconds < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min");
}
