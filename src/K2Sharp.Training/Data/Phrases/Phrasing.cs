namespace K2Sharp.Training.Data.Phrases;

/// <summary>Dresses a request as people type it: openers, closers, capitals and marks, or none of them.</summary>
internal static class Phrasing
{
    private static readonly string[] s_openers =
    [
        "hey, ", "hi, ", "hello, ", "ok, ", "so, ", "please tell me: ", "tell me, ", "quick question: ", "question: ", "i wonder, ",
        "i have a question. ", "help me: ", "for my homework: ", "my teacher asks: ", "next one: ", "one more: ", "now, ", "dear model, ",
    ];

    private static readonly string[] s_closers =
    [
        "think carefully.", "think carefully.", "think carefully.", "please.", "think step by step.", "be careful.", "take your time.", "thanks.", "thank you.", "think first.",
        "answer briefly.", "just the answer.", "show your thinking.", "please think carefully.", "please be exact.", "i am not sure.",
        "explain.", "think hard.", "don't guess.", "reason it out.",
    ];

    private static readonly string[] s_questionMarks = ["?", "?", "?", "?", "?", "?", "?", "", "", " ?"];

    private static readonly string[] s_otherMarks = [".", ".", ".", ".", "", "", "", "", "!", "."];

    /// <summary>
    /// The request <paramref name="core"/> with what people put around it. A hash divides the combinations of opener, form and closer, so
    /// that some of them appear in held-out tasks only.
    /// </summary>
    /// <param name="random">The source of the choices.</param>
    /// <param name="split">The side that the task is for.</param>
    /// <param name="form">The form of the request without its numbers and names.</param>
    /// <param name="core">The request in lower case, without an end mark.</param>
    /// <param name="isQuestion">Whether a question mark fits.</param>
    public static string Wrap(TaskRandom random, Split split, string form, string core, bool isQuestion)
    {
        string opener;
        string closer;
        do
        {
            opener = random.Chance(0.3) ? random.Pick(s_openers) : string.Empty;
            closer = random.Chance(0.35) ? random.Pick(s_closers) : string.Empty;
        }
        while (split == Split.Train && opener.Length > 0 && Splits.Of($"{opener}|{form}|{closer}") != Split.Train);

        bool capitalised = random.Chance(0.5);
        string mark = random.Pick(isQuestion ? s_questionMarks : s_otherMarks);
        string text = opener + core + mark;
        text = capitalised ? Capitalise(text) : text;
        if (closer.Length == 0)
        {
            return text;
        }

        string end = capitalised && mark.Length > 0 ? Capitalise(closer) : closer;
        end = random.Chance(0.2) ? end[..^1] : end;
        return mark.Length == 0 && random.Chance(0.5) ? $"{text}, {end}" : $"{text} {end}";
    }

    /// <summary>The text with its first letter in upper case.</summary>
    public static string Capitalise(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
