using System.Buffers;
using System.Globalization;

namespace K2Sharp.Text.Schema.Validation.Formats;

/// <summary>Host names (RFC 1123), addresses (RFC 2673, RFC 4291) and mailboxes (RFC 5321).</summary>
internal static class HostFormats
{
    private const string AtomPunctuation = "!#$%&'*+-/=?^_`{|}~";
    private static readonly SearchValues<char> s_labelCharacters = SearchValues.Create("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> s_hexDigits = SearchValues.Create("0123456789ABCDEFabcdef");


    public static bool IsHostName(string text)
    {
        if (text.Length is 0 or > 253)
        {
            return false;
        }

        foreach (Range range in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> label = text.AsSpan(range);
            if (label.IsEmpty || label.Length > 63 || label[0] == '-' || label[^1] == '-'
                || label.ContainsAnyExcept(s_labelCharacters)
                || (label.Length > 3 && label[2..4] is "--" && !label.StartsWith("xn", StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsIPv4(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0')
                || int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture) > 255)
            {
                return false;
            }
        }

        return parts == 4;
    }

    public static bool IsIPv6(ReadOnlySpan<char> text)
    {
        int gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            return CountGroups(text, mayEndInIPv4: true) == 8;
        }

        ReadOnlySpan<char> after = text[(gap + 2)..];
        int left = gap == 0 ? 0 : CountGroups(text[..gap], mayEndInIPv4: false);
        int right = after.IsEmpty ? 0 : CountGroups(after, mayEndInIPv4: true);
        return left >= 0 && right >= 0 && left + right <= 7;
    }

    public static bool IsEmail(string text, bool international)
    {
        int at = text.LastIndexOf('@');
        if (at <= 0 || at > 64)
        {
            return false;
        }

        string domain = text[(at + 1)..];
        bool isAddress = domain.Length > 2 && domain[0] == '[' && domain[^1] == ']'
            && (IsIPv4(domain.AsSpan(1, domain.Length - 2))
                || (domain.StartsWith("[IPv6:", StringComparison.OrdinalIgnoreCase) && IsIPv6(domain.AsSpan(6, domain.Length - 7))));
        return IsLocalPart(text[..at], international) && (isAddress || (international ? IsInternationalDomain(domain) : IsHostName(domain)));
    }

    private static bool IsLocalPart(string text, bool international)
    {
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
        {
            for (int i = 1; i < text.Length - 1; i++)
            {
                i += text[i] == '\\' ? 1 : 0;
                if (i >= text.Length - 1 || char.IsControl(text[i]) || (text[i] == '"' && text[i - 1] != '\\') || (text[i] > '~' && !international))
                {
                    return false;
                }
            }

            return true;
        }

        foreach (Range range in text.AsSpan().Split('.'))
        {
            ReadOnlySpan<char> atom = text.AsSpan(range);
            if (atom.IsEmpty)
            {
                return false;
            }

            foreach (char c in atom)
            {
                if (!char.IsAsciiLetterOrDigit(c) && !AtomPunctuation.Contains(c, StringComparison.Ordinal) && !(international && c > '\u007F'))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsInternationalDomain(string text) =>
        text.Length > 0 && text.Split('.').All(label => label.Length > 0 && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-' || c > '\u009F'));

    private static int CountGroups(ReadOnlySpan<char> text, bool mayEndInIPv4)
    {
        int groups = 0;
        while (true)
        {
            int colon = text.IndexOf(':');
            ReadOnlySpan<char> group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIPv4 && group.Contains('.'))
            {
                return IsIPv4(group) ? groups + 2 : -1;
            }

            if (group.Length is 0 or > 4 || group.ContainsAnyExcept(s_hexDigits))
            {
                return -1;
            }

            groups++;
            if (colon < 0)
            {
                return groups;
            }

            text = text[(colon + 1)..];
        }
    }
}
