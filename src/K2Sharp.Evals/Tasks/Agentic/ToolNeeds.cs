namespace K2Sharp.Evals.Tasks.Agentic;

/// <summary>The tools that a task gives to the model, beside its own.</summary>
[Flags]
internal enum ToolNeeds
{
    None = 0,

    /// <summary>A Python interpreter in the sandbox that keeps its variables.</summary>
    Python = 1,

    /// <summary>What the operator configured for search and browsing.</summary>
    Search = 2,

    /// <summary>The sandbox: a shell and an editor, or programs that are tested.</summary>
    Sandbox = 4,
}
