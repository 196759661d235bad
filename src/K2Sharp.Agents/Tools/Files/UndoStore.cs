using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Agents.Tools.Files;

/// <summary>
/// What edits replaced, and what they were about to write, in files of the workspace: a run that goes on in another process can undo
/// edits, and can tell whether the one that was interrupted took place.
/// </summary>
internal sealed class UndoStore(WorkspaceFiles files)
{
    /// <summary>The folder in the workspace.</summary>
    public const string Folder = ".k2";

    private const string Absent = "absent";

    private string Root => Directory.CreateDirectory(Path.Combine(files.Root, Folder, "edits")).FullName;

    /// <summary>Keeps what a file was before an edit; null where there was none.</summary>
    public void Push(string real, byte[]? before)
    {
        string stack = Stack(real);
        int number = Directory.GetFiles(stack).Length;
        File.WriteAllBytes(Path.Combine(stack, $"{number:D6}.{(before is null ? Absent : "before")}"), before ?? []);
    }

    /// <summary>What the latest edit of a file replaced.</summary>
    public bool TryPeek(string real, out byte[]? before)
    {
        string? top = Top(real);
        before = top is null || top.EndsWith(Absent, StringComparison.Ordinal) ? null : File.ReadAllBytes(top);
        return top is not null;
    }

    /// <summary>Forgets what the latest edit replaced.</summary>
    public void Pop(string real)
    {
        if (Top(real) is { } top)
        {
            File.Delete(top);
        }
    }

    /// <summary>Writes down what a call is about to do to a file.</summary>
    /// <param name="key">The call.</param>
    /// <param name="real">The file.</param>
    /// <param name="after">What it is to become; null to be removed.</param>
    /// <param name="answer">The call's answer.</param>
    public void Promise(string key, string real, byte[]? after, string answer) =>
        File.WriteAllText(PromiseFile(key), $"{real}\n{(after is null ? Absent : Hash(after))}\n{answer}");

    /// <summary>The answer of a call that did what it had promised; null where it did not, or never promised.</summary>
    public string? Kept(string key)
    {
        if (!File.Exists(PromiseFile(key)))
        {
            return null;
        }

        string[] promise = File.ReadAllText(PromiseFile(key)).Split('\n', 3);
        if (promise.Length < 3)
        {
            return null;
        }

        string now = File.Exists(promise[0]) ? Hash(File.ReadAllBytes(promise[0])) : Absent;
        return now == promise[1] ? promise[2] : null;
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private string? Top(string real) => Directory.GetFiles(Stack(real)).Max(StringComparer.Ordinal);

    private string Stack(string real) => Directory.CreateDirectory(Path.Combine(Root, Hash(Encoding.UTF8.GetBytes(real))[..16])).FullName;

    private string PromiseFile(string key) => Path.Combine(Root, $"{key}.promise");
}
