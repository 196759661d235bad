namespace K2Sharp.Training.Data.NoTool;

/// <summary>A tool of a domain.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Argument">The name of its one argument.</param>
/// <param name="Description">What it does, for the declaration.</param>
internal sealed record ToolSpec(string Name, string Argument, string Description);
