namespace K2Sharp.Extensions.AI.Requests;

/// <summary>Whether the model may, must or must not call tools.</summary>
internal enum ToolChoiceMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>No tool is called, although the tools stand in the prompt.</summary>
    None,

    /// <summary>At least one tool is called.</summary>
    Required,

    /// <summary>The named tool is called.</summary>
    Named,
}
