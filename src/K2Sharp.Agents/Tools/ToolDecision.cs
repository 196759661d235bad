namespace K2Sharp.Agents.Tools;

/// <summary>What is to become of a call.</summary>
public enum ToolDecision
{
    /// <summary>It runs.</summary>
    Allow,

    /// <summary>The user is asked.</summary>
    Ask,

    /// <summary>It does not run.</summary>
    Deny,
}
