namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Where in an object.</summary>
internal enum ObjectPhase
{
    /// <summary>After the opening brace.</summary>
    Open,

    /// <summary>After a property.</summary>
    Next,

    /// <summary>After a comma.</summary>
    Comma,

    /// <summary>In a name, which is above on the stack.</summary>
    Name,

    /// <summary>After a name.</summary>
    Colon,

    /// <summary>Before a value that is above on the stack.</summary>
    Value,
}
