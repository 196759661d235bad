namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Which tools an answer may or must call.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Name">The tool for <see cref="ToolCallMode.Named"/>, else null.</param>
public readonly record struct ToolCallRule(ToolCallMode Mode, string? Name = null)
{
    /// <summary>The model decides.</summary>
    public static ToolCallRule Auto => new(ToolCallMode.Auto);

    /// <summary>No tool is called.</summary>
    public static ToolCallRule None => new(ToolCallMode.None);

    /// <summary>At least one tool is called.</summary>
    public static ToolCallRule Required => new(ToolCallMode.Required);

    /// <summary>This tool is called.</summary>
    public static ToolCallRule Named(string name) => new(ToolCallMode.Named, name);
}
