namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>A small Python module, what is broken in it, and the tests that tell.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="About">What it does.</param>
/// <param name="Code">The right code.</param>
/// <param name="Right">The part of it that is broken.</param>
/// <param name="Wrong">What stands there instead.</param>
/// <param name="Issue">What a user reports.</param>
/// <param name="Tests">A unittest module with the class Tests.</param>
/// <param name="FailToPass">Tests that fail because of it.</param>
/// <param name="PassToPass">Tests that pass all the same.</param>
internal sealed partial record MiniSweBug(
    string Module,
    string About,
    string Code,
    string Right,
    string Wrong,
    string Issue,
    string Tests,
    IReadOnlyList<string> FailToPass,
    IReadOnlyList<string> PassToPass)
{
    /// <summary>All of them, in an order that does not change.</summary>
    public static IReadOnlyList<MiniSweBug> All => [.. s_first, .. s_second];
}
