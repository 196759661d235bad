using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Mathematics;

/// <summary>
/// What the card's three columns of AIME and HMMT are run with. How many steps python had is not on the card; 120 is what Moonshot's guide for
/// benchmarks gives for later models. Neither is whether heavy mode had python; here it has.
/// </summary>
internal static class MathSettings
{
    private static readonly EvalSettings s_plain = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024, Repeats = 32 };
    private static readonly EvalSettings s_python = s_plain with { Repeats = 16, MaxSteps = 120, ContextTokens = 256 * 1024 };

    public static EvalSettings Of(CardMode mode) => mode switch
    {
        CardMode.Plain => s_plain,
        CardMode.Tools => s_python,
        _ => s_python with { Repeats = 1, Trajectories = 8 },
    };

    public static ToolNeeds Needs(CardMode mode) => mode == CardMode.Plain ? ToolNeeds.None : ToolNeeds.Python;

    /// <summary>A task's name, or the card's row, in a mode.</summary>
    public static string Name(string name, CardMode mode, string plain = "") => mode switch
    {
        CardMode.Plain => name + plain,
        CardMode.Tools => plain.Length == 0 ? $"{name}-python" : $"{name}, python",
        _ => plain.Length == 0 ? $"{name}-heavy" : $"{name}, heavy",
    };
}
