namespace K2Sharp.Evals.Grading.Mathematics;

/// <summary>An answer taken apart: one value, a list, a set, a tuple or an interval.</summary>
/// <param name="Open">The bracket before it, or nothing; { for a set.</param>
/// <param name="Close">The bracket behind it.</param>
/// <param name="Parts">What stands between the commas.</param>
internal sealed record AnswerParts(string Open, string Close, IReadOnlyList<string> Parts)
{
    /// <summary>Whether the order of the parts does not matter.</summary>
    public bool IsUnordered => Open is "" or "{";

    public static AnswerParts Of(string answer)
    {
        string text = LatexText.Clean(answer).Replace(" and ", ",", StringComparison.Ordinal).Replace(" or ", ",", StringComparison.Ordinal);
        string pair = PlusMinus(text);
        if (pair != text)
        {
            return new AnswerParts(string.Empty, string.Empty, Split(pair));
        }

        text = MathAnswer.WithoutThousands(text);
        (string Open, string Close)[] brackets = [("\\{", "\\}"), ("(", ")"), ("[", "]"), ("(", "]"), ("[", ")")];
        foreach ((string open, string close) in brackets)
        {
            if (text.StartsWith(open, StringComparison.Ordinal) && text.EndsWith(close, StringComparison.Ordinal) && text.Length >= open.Length + close.Length)
            {
                string inner = text[open.Length..^close.Length];
                List<string> parts = Split(inner);
                if (IsBalanced(inner) && (parts.Count > 1 || open == "\\{"))
                {
                    return new AnswerParts(open.TrimStart('\\'), close.TrimStart('\\'), parts);
                }
            }
        }

        return new AnswerParts(string.Empty, string.Empty, Split(text));
    }

    /// <summary>a\pm b is two answers.</summary>
    private static string PlusMinus(string text)
    {
        int at = text.IndexOf("\\pm", StringComparison.Ordinal);
        if (at < 0)
        {
            at = text.IndexOf('\u00B1');
            return at < 0 ? text : text[..at] + "+" + text[(at + 1)..] + "," + text[..at] + "-" + text[(at + 1)..];
        }

        string front = text[..at];
        string back = text[(at + "\\pm".Length)..];
        return $"{front}+{back},{front}-{back}";
    }

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '(' or '[' or '{' ? 1 : text[i] is ')' or ']' or '}' ? -1 : 0;
            if (depth == 0 && text[i] is ',' or ';' && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    private static bool IsBalanced(string text)
    {
        int depth = 0;
        foreach (char c in text)
        {
            depth += c is '(' or '[' or '{' ? 1 : c is ')' or ']' or '}' ? -1 : 0;
            if (depth < 0)
            {
                return false;
            }
        }

        return depth == 0;
    }
}
