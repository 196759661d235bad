using System.Text.Json;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>Reads a text file of the workspace, a window of lines at a time; also outputs that were too long to be shown.</summary>
public sealed class ReadFileTool(WorkspaceFiles files) : IAgentTool
{
    private const int Window = 1000;

    /// <inheritdoc/>
    public string Name => "read_file";

    /// <inheritdoc/>
    public string Description => $"Reads lines of a text file in {files.ShownAs}. offset is the first line, from 1; limit the number of lines, default and at most {Window}.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"path":{"type":"string"},"offset":{"type":"integer"},"limit":{"type":"integer"}},"required":["path"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        string path = invocation.Text("path")!;
        string[] lines = FileText.Lines(FileText.Read(files, path));
        int offset = Math.Max(1, invocation.Number("offset") ?? 1);
        int limit = Math.Clamp(invocation.Number("limit") ?? Window, 1, Window);
        if (lines.Length == 0)
        {
            return Task.FromResult(new ToolOutput("[the file is empty]"));
        }

        if (offset > lines.Length)
        {
            return Task.FromResult(ToolOutput.Error($"{path} has only {lines.Length} lines"));
        }

        int end = Math.Min(lines.Length, offset - 1 + limit);
        string rest = end < lines.Length ? $"[lines {offset} to {end} of {lines.Length}; read on with offset {end + 1}]" : string.Empty;
        return Task.FromResult(new ToolOutput(FileText.Numbered(lines.AsSpan((offset - 1)..end), offset) + rest));
    }
}
