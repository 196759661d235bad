using System.Globalization;
using System.Text.RegularExpressions;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>The rubric of the calculator: the right calls in the right turns, nothing else, and an answer that holds the results.</summary>
internal static partial class CalculatorJudge
{
    public static Verdict Judge(CalculatorTask task, Episode episode)
    {
        CalculatorQuestion question = task.Question;
        if (!episode.IsComplete || episode.Turns.Count != question.Rounds + 1)
        {
            return Verdict.Fail("not the right number of turns");
        }

        if (episode.Turns.Any(turn => turn.Reasoning.Length == 0))
        {
            return Verdict.Fail("a turn without a thought");
        }

        int callsPerTurn = question.IsParallel ? question.Steps.Count : 1;
        if (episode.Turns.Take(question.Rounds).Any(turn => turn.Calls.Count != callsPerTurn))
        {
            return Verdict.Fail("not the right number of calls in a turn");
        }

        IReadOnlyList<string> expected = question.Expressions();
        ToolRequest[] calls = [.. episode.Calls];
        for (int i = 0; i < expected.Count; i++)
        {
            if (calls[i].Name != task.Tool.Name || !task.Tool.TryReadExpression(calls[i].Arguments, out string expression))
            {
                return Verdict.Fail("a call of another form");
            }

            if (!IsSame(expression, expected[i]))
            {
                return Verdict.Fail("a wrong expression");
            }
        }

        return JudgeAnswer(question, episode.Answer);
    }

    /// <summary>Judges the text of the answer alone.</summary>
    public static Verdict JudgeAnswer(CalculatorQuestion question, string answer)
    {
        IReadOnlyList<string> results = question.Results();
        if (results.Any(result => result.Length == 0))
        {
            return answer.Contains("cannot", StringComparison.OrdinalIgnoreCase) ? Verdict.Pass : Verdict.Fail("it does not say that there is no result");
        }

        decimal[] wanted = [.. results.Select(Value)];
        decimal[] named = Numbers(answer);
        decimal[] asked = [.. question.Steps.SelectMany(step => Numbers($"{step.Left} {step.Right}"))];
        if (!named.All(number => asked.Contains(number) || wanted.Contains(number)))
        {
            return Verdict.Fail("the answer holds another number");
        }

        // The results stand after equals signs, or else they are the last numbers.
        decimal[] equal = [.. Equated().Matches(answer).Select(match => Value(match.Groups["value"].Value))];
        decimal[] final = question.IsParallel ? wanted : [wanted[^1]];
        bool holds = equal.Length > 0 ? equal.SequenceEqual(final) : named.TakeLast(final.Length).SequenceEqual(final);
        if (!holds)
        {
            return Verdict.Fail("the answer does not give the result");
        }

        return question.Unit.Length > 0 && !answer.Contains(question.Unit, StringComparison.OrdinalIgnoreCase)
            ? Verdict.Fail("the unit is missing")
            : Verdict.Pass;
    }

    /// <summary>Whether two expressions have the same value and are made of the same numbers, so that a result is not just typed in.</summary>
    private static bool IsSame(string expression, string expected) =>
        CalculatorWorld.Evaluate(expression, out string error) == CalculatorWorld.Evaluate(expected, out string expectedError)
        && error == expectedError
        && Numbers(expression).Order().SequenceEqual(Numbers(expected).Order());

    private static decimal[] Numbers(string text) => [.. Number().Matches(text).Select(match => Value(match.Value))];

    private static decimal Value(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    /// <summary>A minus after a digit is the operation, not a sign.</summary>
    [GeneratedRegex(@"((?<![\d).])-)?\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"=\s*(?<value>-?\d+(\.\d+)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Equated();
}
