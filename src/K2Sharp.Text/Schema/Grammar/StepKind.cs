namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What a byte does.</summary>
internal enum StepKind
{
    /// <summary>It may not come.</summary>
    Dead,

    /// <summary>The top of the stack is replaced.</summary>
    Stay,

    /// <summary>The top is replaced and a frame is pushed on it.</summary>
    Push,

    /// <summary>The top is replaced and a scalar begins on it.</summary>
    PushLexer,

    /// <summary>The top becomes a scalar.</summary>
    BecomeLexer,

    /// <summary>The top ends with this byte.</summary>
    Pop,

    /// <summary>The top has ended before this byte, which belongs to what is below.</summary>
    Replay,
}
