namespace K2Sharp.Text.Schema.Grammar;

/// <summary>How texts are spelled.</summary>
internal enum StringSpelling
{
    /// <summary>A JSON string with any escapes, up to its closing quote.</summary>
    Any,

    /// <summary>A JSON string with escapes only where they must be, in one form each.</summary>
    Canonical,

    /// <summary>The text itself in UTF-8; it has no closing mark.</summary>
    Raw,
}
