using System.Globalization;
using System.Text;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>The user's request: the action and the values.</summary>
internal static class SchemaRequest
{
    // {0} the verb, {1} the noun with its article, {2} the noun.
    private static readonly string[] s_headers =
    [
        "Please {0} {1}", "{0} {1}", "I want to {0} {1}", "Can you {0} {1} for me", "I need {1}, please {0} it", "Could you {0} {1}",
        "{0} {1} for me", "Help me {0} {1}", "I would like to {0} {1}", "We have to {0} {1}", "{0} the {2}", "Now {0} {1}",
    ];

    // {0} the property, {1} the value; then what stands between two of them, and whether the request goes on in the same line.
    private static readonly (string Form, string Between, bool IsProse)[] s_styles =
    [
        ("- {0}: {1}", "\n", false), ("{0}: {1}", "\n", false), ("{0} = {1}", "\n", false), ("* {0} {1}", "\n", false),
        ("{0}: {1}", "; ", true), ("{0} {1}", ", ", true), ("{0} {1}", "; ", true), ("{0} is {1}", ", ", true), ("the {0} is {1}", ", ", true),
        ("{0}: {1}", ", ", true), ("{0} = {1}", ", ", true),
    ];

    public static string Write(TaskRandom random, SchemaAction action, IReadOnlyList<GivenValue> values)
    {
        string header = random.Pick(s_headers);
        (string form, string between, bool isProse) = random.Pick(s_styles);
        var text = new StringBuilder(Fill(header, action.VerbWords, UserWords.WithArticle(action.Noun), action.Noun));
        text.Append(isProse ? random.Pick([": ", ": ", " with ", ". "]) : ":\n");
        bool usesAnd = isProse && random.Chance(0.3);
        for (int i = 0; i < values.Count; i++)
        {
            string separator = usesAnd && i == values.Count - 1 ? " and " : between;
            text.Append(i == 0 ? string.Empty : separator).Append(Fill(form, values[i].Path, values[i].Said));
        }

        string request = UserWords.Capitalize(text.ToString());
        return isProse ? UserWords.Dress(random, request + ".") : request;
    }

    private static string Fill(string form, params object[] values) => string.Format(CultureInfo.InvariantCulture, form, values);
}
