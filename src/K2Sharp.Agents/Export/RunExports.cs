namespace K2Sharp.Agents.Export;

/// <summary>The forms in which a run can be handed on.</summary>
public static class RunExports
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IRunExport> All { get; } = [new MessagesExport(), new AtifExport(), new SweAgentExport(), new HtmlExport()];
}
