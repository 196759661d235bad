using System.Net;
using System.Text;

namespace K2Sharp.Agents.Tools.Search;

/// <summary>The text of an HTML page: scripts, styles and tags left out, blocks on lines of their own. Made for reading, not for display.</summary>
internal static class HtmlText
{
    private static readonly string[] s_skipped = ["script", "style", "noscript", "template", "svg", "head"];

    private static readonly string[] s_blocks =
    [
        "p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "header", "footer", "main", "nav", "aside", "blockquote", "pre", "hr",
        "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figure", "figcaption", "form", "title",
    ];

    /// <summary>The page's title; null where it has none.</summary>
    public static string? Title(string html)
    {
        int begin = html.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        int open = begin < 0 ? -1 : html.IndexOf('>', begin);
        int end = open < 0 ? -1 : html.IndexOf("</title", open, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : WebUtility.HtmlDecode(html[(open + 1)..end]).Trim();
    }

    /// <summary>The page's text.</summary>
    public static string From(string html)
    {
        var text = new StringBuilder(html.Length / 2);
        int at = 0;
        while (at < html.Length)
        {
            int open = html.IndexOf('<', at);
            Append(text, html[at..(open < 0 ? html.Length : open)]);
            if (open < 0)
            {
                break;
            }

            at = html.AsSpan(open).StartsWith("<!--") ? After(html, "-->", open) : Tag(html, open, text);
        }

        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    /// <summary>Passes a tag, and what is inside of it where that is not for reading.</summary>
    private static int Tag(string html, int open, StringBuilder text)
    {
        int name = open + 1 < html.Length && html[open + 1] == '/' ? open + 2 : open + 1;
        int end = name;
        while (end < html.Length && char.IsAsciiLetterOrDigit(html[end]))
        {
            end++;
        }

        string tag = html[name..end].ToLowerInvariant();
        if (tag.Length == 0 && (name >= html.Length || html[name] is not ('!' or '?')))
        {
            // A bracket of the text.
            text.Append('<');
            return open + 1;
        }

        int after = After(html, ">", open);
        if (name == open + 1 && s_skipped.Contains(tag) && html[Math.Max(0, after - 2)] != '/')
        {
            int close = html.IndexOf($"</{tag}", after, StringComparison.OrdinalIgnoreCase);
            return close < 0 ? html.Length : After(html, ">", close);
        }

        text.Append(s_blocks.Contains(tag) ? "\n" : tag is "td" or "th" ? " " : string.Empty);
        return after;
    }

    private static int After(string html, string mark, int from)
    {
        int at = html.IndexOf(mark, from, StringComparison.Ordinal);
        return at < 0 ? html.Length : at + mark.Length;
    }

    private static void Append(StringBuilder text, string piece)
    {
        foreach (char c in WebUtility.HtmlDecode(piece))
        {
            bool isBlank = char.IsWhiteSpace(c);
            if (!isBlank || (text.Length > 0 && text[^1] is not (' ' or '\n')))
            {
                text.Append(isBlank ? ' ' : c);
            }
        }
    }
}
