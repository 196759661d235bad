using K2Sharp.Text.Schema.Validation.Patterns;

namespace K2Sharp.Text.Schema.Validation.Formats;

/// <summary>The formats that can be rules.</summary>
internal static class KnownFormats
{
    private static readonly Dictionary<string, Func<string, bool>> s_checks = new(StringComparer.Ordinal)
    {
        ["date"] = TimeFormats.IsDate,
        ["time"] = TimeFormats.IsTime,
        ["date-time"] = TimeFormats.IsDateTime,
        ["duration"] = TimeFormats.IsDuration,
        ["email"] = text => HostFormats.IsEmail(text, international: false),
        ["idn-email"] = text => HostFormats.IsEmail(text, international: true),
        ["hostname"] = HostFormats.IsHostName,
        ["ipv4"] = text => HostFormats.IsIPv4(text),
        ["ipv6"] = text => HostFormats.IsIPv6(text),
        ["uri"] = text => UriFormats.IsUri(text, international: false, mayBeRelative: false),
        ["uri-reference"] = text => UriFormats.IsUri(text, international: false, mayBeRelative: true),
        ["iri"] = text => UriFormats.IsUri(text, international: true, mayBeRelative: false),
        ["iri-reference"] = text => UriFormats.IsUri(text, international: true, mayBeRelative: true),
        ["uri-template"] = UriFormats.IsTemplate,
        ["uuid"] = IsUuid,
        ["json-pointer"] = IsJsonPointer,
        ["relative-json-pointer"] = IsRelativeJsonPointer,
        ["regex"] = IsPattern,
    };

    /// <summary>The check of a format; null when it is not known, and then it is no rule.</summary>
    public static Func<string, bool>? Find(string format) => s_checks.GetValueOrDefault(format);

    private static bool IsUuid(string text)
    {
        if (text.Length != 36)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsJsonPointer(string text)
    {
        if (text.Length > 0 && text[0] != '/')
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 >= text.Length || text[i + 1] is not ('0' or '1')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRelativeJsonPointer(string text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end > 0 && (end == 1 || text[0] != '0') && (text.AsSpan(end) is "#" || IsJsonPointer(text[end..]));
    }

    private static bool IsPattern(string text)
    {
        try
        {
            _ = new EcmaPatternTranslator(text).Translate();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
