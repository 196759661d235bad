using System.Text.RegularExpressions;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>Reads which of two numbers a reply names.</summary>
internal static partial class ComparisonReply
{
    /// <summary>Grades by what is claimed, not by how.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="winner">The right number as it was written.</param>
    /// <param name="loser">The other one.</param>
    /// <param name="wantsMore">Whether the greater one was asked for.</param>
    public static Grade Judge(string reply, string winner, string loser, bool wantsMore)
    {
        string? named = Named(reply, winner, loser, wantsMore);
        return named is null
            ? Grade.Wrong(null, "neither number is named as the answer").With(MetricNames.ExtractionFailed, 1)
            : Grade.Of(named == winner, named, $"{named}, not {winner}");
    }

    private static string? Named(string reply, string winner, string loser, bool wantsMore)
    {
        // "9.9 is bigger", or turned: "9.11 is smaller than 9.9". The last claim counts.
        foreach (Match claim in Claim().Matches(reply).Reverse())
        {
            string number = claim.Groups["number"].Value;
            if (number == winner || number == loser)
            {
                bool saysMore = claim.Groups["more"].Success;
                return saysMore == wantsMore ? number : number == winner ? loser : winner;
            }
        }

        if (BoxedAnswer.Last(reply) is { } boxed && (boxed == winner || boxed == loser))
        {
            return boxed;
        }

        // Otherwise the one number that is named at all.
        string[] numbers = [.. Number().Matches(reply).Select(match => match.Value).Where(number => number == winner || number == loser).Distinct(StringComparer.Ordinal)];
        return numbers is [string only] ? only : null;
    }

    // A number begins where no digit is before it: a reply that is one endless number would otherwise be read from each of its digits on.
    [GeneratedRegex(@"(?<![\d.])(?<number>-?\d+(\.\d+)?)\**\s+is\s+(the\s+)?\**((?<more>bigger|biggest|larger|largest|greater|greatest|higher|highest|more)|(smaller|smallest|less|lower|lowest))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Claim();

    [GeneratedRegex(@"-?\d+(\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
