using System.Text;
using System.Text.Json;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>
/// Views and edits text files, with the commands that K2 was trained on: view, create, str_replace, insert and undo_edit. A view is a
/// window of a bounded number of lines. What an edit replaced is kept in the workspace, so that it can be undone, also in a resumed run.
/// </summary>
public sealed class EditorTool(WorkspaceFiles files) : IRecoverableTool
{
    private const int Window = 200;
    private const int Around = 4;
    private readonly UndoStore _undo = new(files);

    /// <inheritdoc/>
    public string Name => "str_replace_editor";

    /// <inheritdoc/>
    public string Description =>
        $"""
        Views, creates and edits text files in {files.ShownAs}.
        view: lines of a file with their numbers (view_range [first, last], at most {Window} at a time), or what a folder holds.
        create: a new file with file_text.
        str_replace: replaces old_str, which must occur exactly once, by new_str.
        insert: puts new_str after line insert_line (0 for the beginning).
        undo_edit: takes back the last edit of the file.
        """;

    /// <inheritdoc/>
    public JsonElement Parameters { get; } = ToolSchema.Of(
        """
        {"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","undo_edit"]},"path":{"type":"string"},
        "file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},
        "view_range":{"type":"array","items":{"type":"integer"}}},"required":["command","path"],"additionalProperties":false}
        """);

    /// <inheritdoc/>
    public ToolEffect Effect => ToolEffect.Once;

    /// <inheritdoc/>
    public bool RunsInParallel => false;

    /// <inheritdoc/>
    public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        string path = invocation.Text("path")!;
        try
        {
            return Task.FromResult(invocation.Text("command") switch
            {
                "view" => View(path, invocation),
                "create" => Create(path, invocation),
                "str_replace" => Replace(path, invocation),
                "insert" => Insert(path, invocation),
                _ => Undo(path, invocation),
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string message = exception is FileNotFoundException or DirectoryNotFoundException ? $"{path} does not exist" : exception.Message;
            return Task.FromResult(ToolOutput.Error(message));
        }
    }

    /// <inheritdoc/>
    public Task<ToolOutput?> RecoverAsync(ToolInvocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(invocation);

        // Files are replaced at once: if this one is what it was to become, the edit was made, and else nothing has happened.
        return Task.FromResult(_undo.Kept(invocation.Key) is { } text ? new ToolOutput(text) : null);
    }

    private ToolOutput View(string path, ToolInvocation invocation)
    {
        string real = files.Resolve(path);
        if (Directory.Exists(real))
        {
            IEnumerable<string> names = new DirectoryInfo(real).EnumerateFileSystemInfos().Where(entry => entry.Name is not UndoStore.Folder)
                .OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name);
            return new ToolOutput($"{files.Show(real)}:\n{string.Join('\n', names)}");
        }

        string[] lines = FileText.Lines(FileText.Read(files, path));
        int[] range = invocation.Arguments.TryGetProperty("view_range", out JsonElement value) && value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => item.TryGetInt32(out int number) ? number : 1)]
            : [];
        int first = Math.Max(1, range.Length > 0 ? range[0] : 1);
        if (lines.Length == 0)
        {
            return new ToolOutput("[the file is empty]");
        }

        if (first > lines.Length)
        {
            return ToolOutput.Error($"{path} has only {lines.Length} lines");
        }

        int last = range.Length > 1 && range[1] > 0 ? Math.Clamp(range[1], first, lines.Length) : lines.Length;
        int shown = Math.Min(last, first + Window - 1);
        string rest = shown < last || (range.Length == 0 && shown < lines.Length) ? $"[lines {first} to {shown} of {lines.Length}; use view_range for more]" : string.Empty;
        return new ToolOutput(FileText.Numbered(lines.AsSpan((first - 1)..shown), first) + rest);
    }

    private ToolOutput Create(string path, ToolInvocation invocation)
    {
        if (invocation.Text("file_text") is not { } text)
        {
            return ToolOutput.Error("create needs file_text");
        }

        string real = files.Resolve(path);
        return File.Exists(real) || Directory.Exists(real)
            ? ToolOutput.Error($"{path} exists already; edit it with str_replace or insert, or choose another name")
            : Write(path, null, text, $"{files.Show(real)} was created with {FileText.Lines(text).Length} lines.", invocation);
    }

    private ToolOutput Replace(string path, ToolInvocation invocation)
    {
        if (invocation.Text("old_str") is not { Length: > 0 } old)
        {
            return ToolOutput.Error("str_replace needs old_str");
        }

        string replacement = invocation.Text("new_str") ?? string.Empty;
        string text = FileText.Read(files, path);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0)
        {
            return ToolOutput.Error($"old_str does not occur in {path}: it must be there to the letter, blanks and line ends included");
        }

        if (text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
        {
            int[] places = [.. Places(text, old).Select(place => text.AsSpan(0, place).Count('\n') + 1)];
            return ToolOutput.Error($"old_str occurs {places.Length} times in {path}, in lines {string.Join(", ", places.Take(20))}: add lines around it until it is unique");
        }

        string changed = string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
        int line = text.AsSpan(0, at).Count('\n') + 1;
        return Write(path, text, changed, $"{files.Show(files.Resolve(path))} was edited:\n{Snippet(changed, line, line + replacement.AsSpan().Count('\n'))}", invocation);
    }

    private ToolOutput Insert(string path, ToolInvocation invocation)
    {
        if (invocation.Text("new_str") is not { } added || invocation.Number("insert_line") is not { } after)
        {
            return ToolOutput.Error("insert needs insert_line and new_str");
        }

        string text = FileText.Read(files, path);
        string[] lines = FileText.Lines(text);
        if (after < 0 || after > lines.Length)
        {
            return ToolOutput.Error($"insert_line must be 0 to {lines.Length}");
        }

        string[] inserted = FileText.Lines(added);
        string changed = string.Join('\n', [.. lines[..after], .. inserted, .. lines[after..]]) + "\n";
        return Write(path, text, changed, $"{files.Show(files.Resolve(path))} was edited:\n{Snippet(changed, after + 1, after + inserted.Length)}", invocation);
    }

    private ToolOutput Undo(string path, ToolInvocation invocation)
    {
        string real = files.Resolve(path);
        if (!_undo.TryPeek(real, out byte[]? before))
        {
            return ToolOutput.Error($"there is no edit of {path} to take back");
        }

        string answer = $"The last edit of {files.Show(real)} was taken back.{(before is null ? " The file is gone, as it was before." : string.Empty)}";
        _undo.Promise(invocation.Key, real, before, answer);
        if (before is null)
        {
            File.Delete(real);
        }
        else
        {
            files.Write(path, before);
        }

        _undo.Pop(real);
        return new ToolOutput(answer);
    }

    private ToolOutput Write(string path, string? before, string after, string answer, ToolInvocation invocation)
    {
        string real = files.Resolve(path);
        byte[] content = Encoding.UTF8.GetBytes(after);
        _undo.Push(real, before is null ? null : Encoding.UTF8.GetBytes(before));
        _undo.Promise(invocation.Key, real, content, answer);
        files.Write(path, content);
        return new ToolOutput(answer);
    }

    private static IEnumerable<int> Places(string text, string part)
    {
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }

    private static string Snippet(string text, int first, int last)
    {
        string[] lines = FileText.Lines(text);
        int begin = Math.Max(1, first - Around);
        int end = Math.Min(lines.Length, last + Around);
        return end < begin ? "[the file is empty]" : FileText.Numbered(lines.AsSpan((begin - 1)..Math.Min(end, begin + Window)), begin);
    }
}
