using System.Globalization;
using System.Text;

namespace K2Sharp.Training.Data.Aggregation;

/// <summary>The user's turn with the numbered candidates.</summary>
internal static class CandidateList
{
    private static readonly string[] s_questions =
    [
        "How many boxes are in the store?", "What is the result?", "What does the trip cost?", "Which one is right?", "How long is the way?",
        "What was asked for?", "Who won?", "What is the total?", "What is the last value?", "Which value is missing?",
    ];

    private static readonly string[] s_openers =
    [
        "Here are eight candidate answers.", "Eight attempts gave these answers.", "Eight runs answered the same question.",
        "These are eight answers to one question.", "Below are eight candidates.", "I have eight candidate answers.", "Candidate answers:",
        "Eight workers answered:",
    ];

    private static readonly string[] s_majorityRequests =
    [
        "Pick the answer that most of them give.", "Give the majority's answer.", "Which answer is the most frequent?",
        "Choose the best answer by majority.", "Give the final answer.", "Take the answer with the most votes.",
        "Combine them into one answer.", "What is the final answer?",
    ];

    private static readonly string[] s_verifiedRequests =
    [
        "Pick the verified answer.", "Some are verified: take the verified one.", "Give the verified answer.", "A verified answer counts more than votes.",
        "Verified ones win. Give the final answer.", "Take the answer that is verified.",
    ];

    private static readonly string[] s_lineForms =
    [
        "{0}. {1}, {2}", "{0}. {1} because {2}", "{0}: {1} ({2})", "{0}. The answer is {1}, {2}", "{0}) {1}: {2}", "[{0}] {1}, {2}",
        "Candidate {0}: {1}, {2}", "{0}. I get {1}: {2}", "Answer {0}: {1}, {2}",
    ];

    private static readonly string[] s_reasons =
    [
        "I counted twice", "worked it out step by step", "it follows from the text", "the table says so", "I added all parts",
        "the rule gives it", "checked it by hand", "by the formula", "I looked it up", "all other cases fail", "it is a guess", "the sum fits",
        "I tried each case", "the first line says so", "it is the only one left", "by elimination",
    ];

    private static readonly string[] s_marks = [" (verified)", " [verified]", " - verified", ", verified"];

    public static string Write(TaskRandom random, IReadOnlyList<string> candidates, IReadOnlyList<int> verified)
    {
        var text = new StringBuilder();
        string request = random.Pick(verified.Count > 0 ? s_verifiedRequests : s_majorityRequests);
        bool requestLast = random.Chance(0.5);
        if (random.Chance(0.5))
        {
            text.Append("Question: ").Append(random.Pick(s_questions)).Append('\n');
        }

        text.Append(random.Pick(s_openers)).Append(requestLast ? string.Empty : " " + request);
        string form = random.Pick(s_lineForms);
        string mark = random.Pick(s_marks);
        for (int number = 1; number <= candidates.Count; number++)
        {
            text.Append('\n').Append(string.Format(CultureInfo.InvariantCulture, form, number, candidates[number - 1], random.Pick(s_reasons)));
            if (verified.Contains(number))
            {
                text.Append(mark);
            }
        }

        return text.Append(requestLast ? "\n" + request : string.Empty).ToString();
    }
}
