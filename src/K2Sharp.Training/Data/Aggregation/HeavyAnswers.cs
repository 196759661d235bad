using System.Globalization;
using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Data.Aggregation;

/// <summary>
/// A comparison of two numbers that was answered eight times, as heavy mode shows it (Evals/Running/HeavyMode.cs has the same words): the question, the
/// answers as they were given, and the request for one in the same form. The sentence of most of them is right.
/// </summary>
internal static class HeavyAnswers
{
    private const double RightShare = 0.8;

    private static readonly int[] s_majorities = [5, 5, 6, 6, 7, 7, 8];

    public static AggregationTask Create(TaskRandom random, Split split, string family)
    {
        DecimalQuestion question = Draw(random, split);
        string wrongSentence = $"{question.Loser.Text} is {question.Word} than {question.Winner.Text}.";
        (string Value, string Sentence) right = (question.Winner.Text, DecimalAnswer.Text(question));
        (string Value, string Sentence) wrong = (question.Loser.Text, wrongSentence);
        (string Value, string Sentence) most = random.Chance(RightShare) ? right : wrong;
        (string Value, string Sentence) least = most == right ? wrong : right;
        int count = random.Pick(s_majorities);
        (string Value, string Sentence)[] candidates = random.Sample([.. Enumerable.Repeat(most, count), .. Enumerable.Repeat(least, 8 - count)], 8);
        return new AggregationTask
        {
            Family = family,
            Opening = [ChatMessage.FromUser(Write(question.Prompt, [.. candidates.Select(candidate => candidate.Sentence)]))],
            TurnLimit = 1,
            Candidates = [.. candidates.Select(candidate => candidate.Value)],
            Verified = [],
            Sentences = new Dictionary<string, string>(StringComparer.Ordinal) { [right.Value] = right.Sentence, [wrong.Value] = wrong.Sentence },
        };
    }

    /// <summary>A question about two different numbers that asks for one of them.</summary>
    private static DecimalQuestion Draw(TaskRandom random, Split split)
    {
        DecimalQuestion question;
        do
        {
            question = DecimalQuestions.Draw(random, split);
        }
        while (question.IsYesNo || question.IsTie || question.Winner.Text == question.Loser.Text);

        return question;
    }

    private static string Write(string question, string[] answers)
    {
        var text = new StringBuilder(question);
        text.Append(CultureInfo.InvariantCulture, $"\n\nHere are {answers.Length} candidate answers.");
        for (int i = 0; i < answers.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{i + 1}. {answers[i]}");
        }

        return text.Append("\nCompare them, look for errors in each, and give the final answer in the form that was asked for.").ToString();
    }
}
