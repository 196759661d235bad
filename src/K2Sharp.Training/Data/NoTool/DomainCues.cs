using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>
/// The word of a request that tells its domain, such as "minutes" in "Count down {0} minutes.". Thoughts name it before the domain: without it "Count down" was
/// taken for "Note down", the commoner of the two.
/// </summary>
internal static partial class DomainCues
{
    /// <summary>Stands in requests of one domain, but by chance.</summary>
    private const string Preposition = "from";

    private static readonly FrozenDictionary<string, string> s_cues = Domains.All
        .SelectMany(domain => domain.Requests.Select(request => KeyValuePair.Create(request, Find(domain, request))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// A word that no other domain's requests have, where there is one: the one that most of its own domain's have, of equal ones the first. Else the word that its own
    /// domain's requests have most oftener than the others'.
    /// </summary>
    /// <param name="request">A request of a domain, with {0} for what is asked.</param>
    /// <exception cref="KeyNotFoundException">It is none.</exception>
    public static string Of(string request) => s_cues[request];

    private static string Find(Domain domain, string request)
    {
        int Own(string word) => domain.Requests.Count(other => Words(other).Contains(word));
        int Others(string word) => Domains.All.Sum(other => other == domain ? 0 : other.Requests.Count(request => Words(request).Contains(word)));
        return Words(request).Where(word => word != Preposition).MinBy(word => (Others(word) > 0, Others(word) - Own(word)))!;
    }

    private static IEnumerable<string> Words(string request) => Word().Matches(request.ToLowerInvariant()).Select(match => match.Value);

    [GeneratedRegex("[a-z]+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
