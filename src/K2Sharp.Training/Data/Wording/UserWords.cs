namespace K2Sharp.Training.Data.Wording;

/// <summary>Dresses a request as different people would type it.</summary>
internal static class UserWords
{
    private static readonly string[] s_openers =
    [
        "Hi. ", "Hello. ", "Hey, ", "Please help me. ", "A question: ", "OK. ", "Next: ", "Good morning. ", "One more thing. ", "So, ",
    ];

    private static readonly string[] s_closers =
    [
        " Please.", " Thanks.", " Thank you!", " Think carefully.", " Be careful.", " Take your time.", " Use the tools if you need them.",
        " Please be quick.", " thanks", " please",
    ];

    /// <summary>
    /// Sometimes puts words before and after, sometimes starts with a small letter, sometimes drops the last mark. The request must begin
    /// with a word of its own, not with a value that has to be copied.
    /// </summary>
    public static string Dress(TaskRandom random, string request)
    {
        string text = random.Chance(0.35) ? Uncapitalize(request) : request;
        text = random.Chance(0.25) ? random.Pick(s_openers) + text : text;
        if (random.Chance(0.3))
        {
            return text + random.Pick(s_closers);
        }

        return random.Chance(0.2) ? text.TrimEnd('.', '?') : text;
    }

    public static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>With a or an before it.</summary>
    public static string WithArticle(string noun) => ("aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an " : "a ") + noun;

    private static string Uncapitalize(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
