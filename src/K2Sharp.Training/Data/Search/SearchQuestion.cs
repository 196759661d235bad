using System.Globalization;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>The user's question: a person who satisfies two constraints, and a fact about them.</summary>
internal static class SearchQuestion
{
    // {0} the trade, {1} the first constraint, {2} the second, {3} the question about the fact.
    private static readonly string[] s_forms =
    [
        "Which {0} {1} and {2}? {3}",
        "Find the {0} that {1} and {2}. {3}",
        "There is a {0} that {1} and {2}. {3}",
        "I look for the {0} that {1} and {2}. {3}",
        "{3} I mean the {0} that {1} and {2}.",
        "Search for a {0} that {1} and also {2}. {3}",
        "A {0} {1} and {2}. {3}",
        "Who is the {0} that {1} and {2}? {3}",
        "Look up the {0} who {1} and who {2}. {3}",
        "One {0} {1} and {2}. {3}",
    ];

    private static readonly string[] s_nameQuestions =
    [
        "Give the name of the {0}.", "What is the {0} called?", "Give the {0}'s name.", "How is the {0} called?", "Name the {0}.",
        "What is the name of the {0}?", "I want the name of the {0}.",
    ];

    private static readonly string[] s_numberQuestions =
    [
        "Give the {0}.", "What is the {0}?", "Tell me the {0}.", "What {0} is it?", "I want the {0}.", "Which {0} is it?",
    ];

    public static string Ask(TaskRandom random, string person, string first, string second, Fact fact)
    {
        string question = Fill(random.Pick(fact.IsName ? s_nameQuestions : s_numberQuestions), fact.Label);
        return Fill(random.Pick(s_forms), person, first, second, question);
    }

    private static string Fill(string form, params object[] values) => string.Format(CultureInfo.InvariantCulture, form, values);
}
