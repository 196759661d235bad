using System.Text.Json;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>Finds files of the workspace by name.</summary>
public sealed class GlobTool(WorkspaceFiles files) : IAgentTool
{
    private const int Most = 500;

    /// <inheritdoc/>
    public string Name => "glob";

    /// <inheritdoc/>
    public string Description => $"Lists files in {files.ShownAs} whose path matches a pattern such as **/*.cs or src/*/main.?; at most {Most}.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"pattern":{"type":"string"}},"required":["pattern"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        GlobPattern pattern = new(invocation.Text("pattern")!);
        List<string> found = [.. WorkspaceWalk.Files(files, cancellation).Where(pattern.Matches).Take(Most + 1)];
        string text = string.Join('\n', found.Take(Most).Select(path => $"{files.ShownAs.TrimEnd('/')}/{path}"));
        return Task.FromResult(new ToolOutput(found.Count == 0 ? "[no file matches]" : found.Count > Most ? $"{text}\n[more than {Most} match; narrow the pattern]" : text));
    }
}
