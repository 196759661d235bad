namespace K2Sharp.Text.Schema.Validation;

/// <summary>How a schema is checked and how much a check may cost.</summary>
public sealed record SchemaValidationOptions
{
    /// <summary>Whether <c>format</c> is a rule; by the specification it is only an annotation. Unknown formats are never rules.</summary>
    public bool AssertFormats { get; init; }

    /// <summary>How deep rules may lead into one another; a value that needs more is not valid, with the keyword <c>limit</c>.</summary>
    public int MaximumDepth { get; init; } = 2_000;

    /// <summary>
    /// How many schemas may be applied to parts of one value, where every 256 bytes of a part and every microsecond of a pattern that needs
    /// backtracking count as one more; a value that needs more is not valid, with the keyword <c>limit</c>.
    /// </summary>
    public long MaximumSteps { get; init; } = 2_000_000;

    /// <summary>After how many errors a check ends.</summary>
    public int MaximumErrors { get; init; } = 50;

    /// <summary>How long one match of a pattern may take that needs backtracking; all others are linear in the text.</summary>
    public TimeSpan PatternTimeout { get; init; } = TimeSpan.FromMilliseconds(250);
}
