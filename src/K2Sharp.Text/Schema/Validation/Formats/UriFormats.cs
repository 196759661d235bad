namespace K2Sharp.Text.Schema.Validation.Formats;

/// <summary>URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570).</summary>
internal static class UriFormats
{
    private const string Unreserved = "-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    public static bool IsUri(string text, bool international, bool mayBeRelative)
    {
        string rest = text;
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        int end = rest.AsSpan().IndexOfAny("/?#");
        bool hasScheme = colon > 0 && (end < 0 || colon < end);
        if (hasScheme)
        {
            string scheme = rest[..colon];
            if (!char.IsAsciiLetter(scheme[0]) || !scheme.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
            {
                return false;
            }

            rest = rest[(colon + 1)..];
        }
        else if (!mayBeRelative || colon == 0)
        {
            return false;
        }

        int hash = rest.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            if (!HasOnly(rest.AsSpan(hash + 1), ":@/?", international))
            {
                return false;
            }

            rest = rest[..hash];
        }

        int question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            if (!HasOnly(rest.AsSpan(question + 1), ":@/?", international, mayBePrivate: true))
            {
                return false;
            }

            rest = rest[..question];
        }

        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return HasOnly(rest, ":@/", international);
        }

        int slash = rest.IndexOf('/', 2);
        string authority = slash < 0 ? rest[2..] : rest[2..slash];
        return IsAuthority(authority, international) && (slash < 0 || HasOnly(rest.AsSpan(slash), ":@/", international));
    }

    public static bool IsTemplate(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c == '{')
            {
                int end = text.IndexOf('}', at);
                if (end < 0 || !IsExpression(text[(at + 1)..end]))
                {
                    return false;
                }

                at = end + 1;
            }
            else if (c is '}' or '"' or '<' or '>' or '\\' or '^' or '`' or '|' || c <= ' ' || c == 0x7F || (c == '%' && !IsEscape(text, at)))
            {
                return false;
            }
            else
            {
                at++;
            }
        }

        return true;
    }

    private static bool IsExpression(string text)
    {
        string variables = text.Length > 0 && "+#./;?&=,!@|".Contains(text[0], StringComparison.Ordinal) ? text[1..] : text;
        foreach (string variable in variables.Split(','))
        {
            string name = variable;
            int colon = name.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0)
            {
                string length = name[(colon + 1)..];
                if (length.Length is 0 or > 4 || length[0] == '0' || !length.All(char.IsAsciiDigit))
                {
                    return false;
                }

                name = name[..colon];
            }
            else if (name.EndsWith('*'))
            {
                name = name[..^1];
            }

            if (name.Length == 0 || name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal)
                || name.Where((c, i) => !(char.IsAsciiLetterOrDigit(c) || c is '_' or '.' || (c == '%' && IsEscape(name, i)))).Any())
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsAuthority(string authority, bool international)
    {
        int at = authority.LastIndexOf('@');
        if (at >= 0 && !HasOnly(authority.AsSpan(0, at), ":", international))
        {
            return false;
        }

        string host = authority[(at + 1)..];
        int bracket = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) : -1;
        int colon = host.IndexOf(':', bracket < 0 ? 0 : bracket);
        string port = colon < 0 ? string.Empty : host[(colon + 1)..];
        string name = colon < 0 ? host : host[..colon];
        if (!port.All(char.IsAsciiDigit))
        {
            return false;
        }

        if (!name.StartsWith('['))
        {
            return HasOnly(name, string.Empty, international);
        }

        return name.EndsWith(']') && (HostFormats.IsIPv6(name.AsSpan(1, name.Length - 2)) || IsFutureAddress(name[1..^1]));
    }

    private static bool IsFutureAddress(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 1 && text[0] is 'v' or 'V' && text[1..dot].All(char.IsAsciiHexDigit) && dot + 1 < text.Length && HasOnly(text.AsSpan(dot + 1), ":", international: false);
    }

    /// <summary>Whether a text holds only unreserved characters, escapes, sub-delimiters and some others.</summary>
    private static bool HasOnly(ReadOnlySpan<char> text, string others, bool international, bool mayBePrivate = false)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '%' ? !IsEscape(text, i)
                : !(char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c, StringComparison.Ordinal) || SubDelimiters.Contains(c, StringComparison.Ordinal)
                    || others.Contains(c, StringComparison.Ordinal) || (international && c >= 0xA0 && (mayBePrivate || c is not (>= '\uE000' and <= '\uF8FF')))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEscape(ReadOnlySpan<char> text, int at) =>
        at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);
}
