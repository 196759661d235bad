using System.IO.Enumeration;

namespace K2Sharp.Agents.Tools;

/// <summary>
/// Which calls may run: deny goes before ask, ask before allow, and what no pattern names gets <see cref="Otherwise"/>. A pattern is
/// <c>tool</c> or <c>tool(arguments)</c>, both with <c>*</c> and <c>?</c>; the arguments are matched against their JSON text, so
/// <c>bash(*rm -rf*)</c> is meant to stop accidents, not attackers: that is what the sandbox is for.
/// </summary>
public sealed record ToolPolicy
{
    /// <summary>Everything may run.</summary>
    public static ToolPolicy AllowAll { get; } = new();

    /// <summary>What never runs.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>What the user is asked about; where nobody can be asked it does not run.</summary>
    public IReadOnlyList<string> Ask { get; init; } = [];

    /// <summary>What runs.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>What becomes of the rest.</summary>
    public ToolDecision Otherwise { get; init; } = ToolDecision.Allow;

    /// <summary>What is to become of a call.</summary>
    public ToolDecision Decide(string tool, string arguments)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentNullException.ThrowIfNull(arguments);
        return Deny.Any(Matches) ? ToolDecision.Deny
            : Ask.Any(Matches) ? ToolDecision.Ask
            : Allow.Any(Matches) ? ToolDecision.Allow
            : Otherwise;

        bool Matches(string pattern)
        {
            int open = pattern.IndexOf('(', StringComparison.Ordinal);
            return open < 0 || pattern[^1] != ')'
                ? Like(pattern, tool)
                : Like(pattern[..open], tool) && Like(pattern[(open + 1)..^1], arguments);
        }
    }

    /// <summary>A backslash in a pattern is itself: arguments are JSON, which is full of them.</summary>
    private static bool Like(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase: false);
}
