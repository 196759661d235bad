using System.Text;

namespace K2Sharp.Text.Schema.Validation.Loading;

/// <summary>
/// Reference resolution by RFC 3986, section 5. Not <see cref="Uri"/>: that rewrites what it reads (case, escapes, ports), and
/// identifiers of schemas are compared as they are written.
/// </summary>
internal static class SchemaUri
{
    /// <summary>A URI reference without its fragment, and the fragment; null where there is none.</summary>
    public static (string Base, string? Fragment) Split(string reference)
    {
        int at = reference.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? (reference, null) : (reference[..at], reference[(at + 1)..]);
    }

    /// <summary>A reference (without fragment) seen from a base.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        if (reference.Length == 0)
        {
            return baseUri;
        }

        (string? scheme, string? authority, string path, string? query) = Parse(reference);
        if (scheme is not null)
        {
            return Compose(scheme, authority, RemoveDotSegments(path), query);
        }

        (string? baseScheme, string? baseAuthority, string basePath, string? baseQuery) = Parse(baseUri);
        if (authority is not null)
        {
            return Compose(baseScheme, authority, RemoveDotSegments(path), query);
        }

        if (path.Length == 0)
        {
            return Compose(baseScheme, baseAuthority, basePath, query ?? baseQuery);
        }

        string merged = path[0] == '/' ? path
            : baseAuthority is not null && basePath.Length == 0 ? "/" + path
            : basePath[..(basePath.LastIndexOf('/') + 1)] + path;
        return Compose(baseScheme, baseAuthority, RemoveDotSegments(merged), query);
    }

    private static (string? Scheme, string? Authority, string Path, string? Query) Parse(string reference)
    {
        string rest = reference;
        string? scheme = null;
        int colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && char.IsAsciiLetter(rest[0]) && rest.AsSpan(0, colon).IndexOfAny('/', '?') < 0)
        {
            scheme = rest[..colon];
            rest = rest[(colon + 1)..];
        }

        string? query = null;
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            query = rest[(question + 1)..];
            rest = rest[..question];
        }

        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return (scheme, null, rest, query);
        }

        int slash = rest.IndexOf('/', 2);
        return slash < 0 ? (scheme, rest[2..], string.Empty, query) : (scheme, rest[2..slash], rest[slash..], query);
    }

    private static string Compose(string? scheme, string? authority, string path, string? query)
    {
        StringBuilder uri = new();
        if (scheme is not null)
        {
            uri.Append(scheme).Append(':');
        }

        if (authority is not null)
        {
            uri.Append("//").Append(authority);
        }

        uri.Append(path);
        return query is null ? uri.ToString() : uri.Append('?').Append(query).ToString();
    }

    private static string RemoveDotSegments(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.'))
        {
            return path;
        }

        string[] segments = path.Split('/');
        List<string> kept = [];
        for (int i = 0; i < segments.Length; i++)
        {
            bool isLast = i == segments.Length - 1;
            switch (segments[i])
            {
                case ".":
                    break;
                case "..":
                    // The first part is what stands before the leading slash; it stays.
                    if (kept.Count > 1 || (kept.Count == 1 && kept[0].Length > 0))
                    {
                        kept.RemoveAt(kept.Count - 1);
                    }

                    break;
                default:
                    kept.Add(segments[i]);
                    continue;
            }

            if (isLast)
            {
                kept.Add(string.Empty);
            }
        }

        return string.Join('/', kept);
    }
}
