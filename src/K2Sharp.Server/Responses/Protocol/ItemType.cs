namespace K2Sharp.Server.Responses.Protocol;

/// <summary>The kinds of items that this server knows.</summary>
internal static class ItemType
{
    /// <summary>Something that someone says.</summary>
    public const string Message = "message";

    /// <summary>A thought of the model.</summary>
    public const string Reasoning = "reasoning";

    /// <summary>A call of a function.</summary>
    public const string FunctionCall = "function_call";

    /// <summary>The result of a call; input only.</summary>
    public const string FunctionCallOutput = "function_call_output";

    /// <summary>Names a stored item by its id; input only.</summary>
    public const string Reference = "item_reference";
}
