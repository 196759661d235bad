namespace K2Sharp.Training.Data.NoTool;

/// <summary>A tool that a task declares, and the domain it belongs to.</summary>
internal sealed record DeclaredTool(Domain Domain, ToolSpec Spec);
