namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Whether an answer may, must or must not call tools.</summary>
public enum ToolCallMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>No tool is called.</summary>
    None,

    /// <summary>At least one tool is called; the model may think first.</summary>
    Required,

    /// <summary>The named tool is called, and no other; the model may think first.</summary>
    Named,
}
