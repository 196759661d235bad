namespace K2Sharp.Training.Data;

/// <summary>A call that an assistant asks for.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">The arguments as compact JSON, exactly as the model writes them.</param>
internal sealed record ToolRequest(string Name, string Arguments);
