namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Where in an array.</summary>
internal enum ArrayPhase
{
    /// <summary>After the opening bracket.</summary>
    Open,

    /// <summary>After an item.</summary>
    Next,

    /// <summary>Before an item that is above on the stack.</summary>
    Waiting,
}
