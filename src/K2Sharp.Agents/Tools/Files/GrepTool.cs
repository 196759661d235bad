using System.Text.Json;
using System.Text.RegularExpressions;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>Finds lines in files of the workspace.</summary>
public sealed class GrepTool(WorkspaceFiles files) : IAgentTool
{
    private const int Most = 200;
    private const int LongestLine = 300;
    private const long LargestFile = 8 << 20;

    /// <inheritdoc/>
    public string Name => "grep";

    /// <inheritdoc/>
    public string Description => $"Finds lines that match a regular expression in the text files of {files.ShownAs}, or in those that match glob; at most {Most} lines.";

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """{"type":"object","properties":{"pattern":{"type":"string"},"glob":{"type":"string"},"ignore_case":{"type":"boolean"}},"required":["pattern"],"additionalProperties":false}""");

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.None;

    /// <inheritdoc/>
    public bool RunsInParallel => true;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        bool ignoresCase = invocation.Arguments.TryGetProperty("ignore_case", out JsonElement value) && value.ValueKind is JsonValueKind.True;
        Regex regex;
        try
        {
#pragma warning disable MA0009 // It never backtracks.
            regex = new Regex(invocation.Text("pattern")!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None));
#pragma warning restore MA0009
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return Task.FromResult(ToolOutput.Error($"The pattern cannot be used: {exception.Message}"));
        }

        GlobPattern? glob = invocation.Text("glob") is { Length: > 0 } text ? new GlobPattern(text) : null;
        List<string> found = [.. WorkspaceWalk.Files(files, cancellation).Where(path => glob?.Matches(path) ?? true).SelectMany(path => Lines(path, regex)).Take(Most + 1)];
        string shown = string.Join('\n', found.Take(Most));
        return Task.FromResult(new ToolOutput(found.Count == 0 ? "[no line matches]" : found.Count > Most ? $"{shown}\n[more than {Most} lines match; narrow the pattern]" : shown));
    }

    private IEnumerable<string> Lines(string path, Regex regex)
    {
        string text;
        try
        {
            if (new FileInfo(Path.Combine(files.Root, path)).Length > LargestFile)
            {
                yield break;
            }

            text = FileText.Read(files, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        string[] lines = FileText.Lines(text);
        for (int i = 0; i < lines.Length; i++)
        {
            if (regex.IsMatch(lines[i]))
            {
                string line = lines[i].Trim();
                yield return $"{files.ShownAs.TrimEnd('/')}/{path}:{i + 1}: {(line.Length <= LongestLine ? line : line[..LongestLine] + "...")}";
            }
        }
    }
}
