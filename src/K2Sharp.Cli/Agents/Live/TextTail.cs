using System.Text;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>Text that is still being written, of which the last lines are shown.</summary>
internal sealed class TextTail
{
    private const int Kept = 4000;
    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    public void Add(string text)
    {
        _text.Append(text);
        if (_text.Length > 2 * Kept)
        {
            _text.Remove(0, _text.Length - Kept);
        }
    }

    public void Clear() => _text.Clear();

    /// <summary>The last lines, broken at a width, fit for a terminal.</summary>
    public IReadOnlyList<string> Lines(int width, int most) => [.. Broken(_text.ToString(), width).TakeLast(most)];

    /// <summary>The first lines of a text, and how many more there are.</summary>
    public static (IReadOnlyList<string> Lines, int More) Head(string text, int width, int most)
    {
        string[] lines = [.. Broken(text, width)];
        return lines.Length <= most + 1 ? (lines, 0) : (lines[..most], lines.Length - most);
    }

    private static IEnumerable<string> Broken(string text, int width)
    {
        foreach (string line in TerminalText.Safe(text.Replace("\t", "    ", StringComparison.Ordinal)).Trim('\n').Split('\n'))
        {
            string rest = line.TrimEnd();
            while (rest.Length > width)
            {
                int space = rest.LastIndexOf(' ', width);
                int end = space > width / 2 ? space : width;
                yield return rest[..end];
                rest = rest[end..].TrimStart();
            }

            yield return rest;
        }
    }
}
