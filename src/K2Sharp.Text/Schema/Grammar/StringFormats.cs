using System.Collections.Concurrent;
using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// The formats that can be asserted. Each expression describes a part of what its RFC allows, small enough that every validator agrees;
/// such a set has no complement, so a format under <c>not</c> or <c>oneOf</c> is refused.
/// </summary>
internal static class StringFormats
{
    private const string Date =
        @"\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))"
        + @"|(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29";

    private const string Time = @"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+\-]([01]\d|2[0-3]):[0-5]\d)";

    private const string Host = @"([A-Za-z0-9](-?[A-Za-z0-9]){0,28}\.){0,7}[A-Za-z](-?[A-Za-z0-9]){0,28}";

    private const string IPv4 = @"((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)";

    private const string Hex = "[0-9A-Fa-f]{1,4}";

    private const string IPv6 =
        $"({Hex}:){{7}}{Hex}|({Hex}:){{1,6}}:{Hex}|({Hex}:){{1,5}}(:{Hex}){{1,2}}|({Hex}:){{1,4}}(:{Hex}){{1,3}}|({Hex}:){{1,3}}(:{Hex}){{1,4}}"
        + $"|({Hex}:){{1,2}}(:{Hex}){{1,5}}|{Hex}:(:{Hex}){{1,6}}|:(:{Hex}){{1,7}}|::|({Hex}:){{1,7}}:";

    private const string PathCharacter = @"([A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";

    private const string PathSegment = @"([A-Za-z0-9\-._~!$&'()*+,;=@]|%[0-9A-Fa-f]{2})";

    private const string Tail = $@"(\?({PathCharacter}|[/?])*)?(#({PathCharacter}|[/?])*)?";

    private static readonly Dictionary<string, string> s_patterns = new(StringComparer.Ordinal)
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"({Date})T{Time}",
        ["duration"] = @"P(\d{1,9}W|(\d{1,9}Y(\d{1,9}M(\d{1,9}D)?)?|\d{1,9}M(\d{1,9}D)?|\d{1,9}D)(T(\d{1,9}H(\d{1,9}M(\d{1,9}S)?)?|\d{1,9}M(\d{1,9}S)?|\d{1,9}S))?"
            + @"|T(\d{1,9}H(\d{1,9}M(\d{1,9}S)?)?|\d{1,9}M(\d{1,9}S)?|\d{1,9}S))",
        ["uuid"] = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
        ["email"] = $@"[A-Za-z0-9_+\-]{{1,30}}(\.[A-Za-z0-9_+\-]{{1,30}})?@{Host}",
        ["idn-email"] = $@"[A-Za-z0-9_+\-]{{1,30}}(\.[A-Za-z0-9_+\-]{{1,30}})?@{Host}",
        ["hostname"] = Host,
        ["idn-hostname"] = Host,
        ["ipv4"] = IPv4,
        ["ipv6"] = IPv6,
        ["uri"] = $@"[A-Za-z][A-Za-z0-9+\-.]*:(//{Host}(:\d{{1,4}})?(/{PathCharacter}*)*|{PathSegment}{PathCharacter}*(/{PathCharacter}*)*){Tail}",
        ["iri"] = $@"[A-Za-z][A-Za-z0-9+\-.]*:(//{Host}(:\d{{1,4}})?(/{PathCharacter}*)*|{PathSegment}{PathCharacter}*(/{PathCharacter}*)*){Tail}",
        ["uri-reference"] = $"{PathSegment}+(/{PathCharacter}*)*{Tail}",
        ["iri-reference"] = $"{PathSegment}+(/{PathCharacter}*)*{Tail}",
        ["json-pointer"] = @"(/([ -.0-}]|~[01])*)*",
        ["relative-json-pointer"] = @"(0|[1-9]\d{0,8})(#|(/([ -.0-}]|~[01])*)*)",
    };

    private static readonly HashSet<string> s_refused = new(["regex", "uri-template"], StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, Dfa> s_automata = new(StringComparer.Ordinal);

    /// <summary>The texts of a format; everything for a name that the specification does not define; null where it cannot be enforced.</summary>
    public static StringSet? Find(string format) =>
        s_refused.Contains(format) ? null
        : s_patterns.TryGetValue(format, out string? pattern)
            ? StringSet.Of(s_automata.GetOrAdd(format, _ => RegexCompiler.Match(pattern, AutomatonBudget.ForConstants())), isExact: false)
            : StringSet.All;
}
