namespace K2Sharp.Evals.Grading;

/// <summary>Finds <c>\boxed{...}</c>.</summary>
internal static class BoxedAnswer
{
    private static readonly string[] s_commands = ["\\boxed", "\\fbox", "\\framebox"];

    /// <summary>
    /// What the last complete box of a text holds. A box within a box is the answer (its outer one only frames it), and a box that
    /// was cut off is none.
    /// </summary>
    public static string? Last(string text)
    {
        for (int end = text.Length; end > 0;)
        {
            int start = -1;
            string command = string.Empty;
            foreach (string candidate in s_commands)
            {
                int found = text.LastIndexOf(candidate, end - 1, StringComparison.Ordinal);
                if (found > start)
                {
                    (start, command) = (found, candidate);
                }
            }

            if (start < 0)
            {
                return null;
            }

            if (Content(text, start + command.Length) is { } content)
            {
                return content;
            }

            end = start;
        }

        return null;
    }

    private static string? Content(string text, int start)
    {
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        if (start >= text.Length)
        {
            return null;
        }

        if (text[start] != '{')
        {
            // TeX takes one token: "\boxed 5" boxes the 5.
            return char.IsLetterOrDigit(text[start]) ? text[start].ToString() : null;
        }

        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    // An escaped brace is a character, not a group.
                    i++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    if (--depth == 0)
                    {
                        return text[(start + 1)..i].Trim();
                    }

                    break;
                default:
                    break;
            }
        }

        return null;
    }
}
