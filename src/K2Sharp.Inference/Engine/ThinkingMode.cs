namespace K2Sharp.Inference.Engine;

/// <summary>Whether and how an answer begins with reasoning.</summary>
public enum ThinkingMode
{
    /// <summary>The answer begins with <c>&lt;think&gt;</c>, whatever the model would say.</summary>
    On,

    /// <summary>The prompt ends with an empty thought, as the template prints an answer without reasoning.</summary>
    Off,

    /// <summary>The last message is the assistant's and is continued where it ends: in its content, or in its reasoning if it has no content.</summary>
    Partial,
}
