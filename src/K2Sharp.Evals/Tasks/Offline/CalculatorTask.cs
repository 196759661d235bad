using System.Globalization;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>Arithmetic with a calculator: one call, or two in a row. Score by the answer; whether the tool was used is told apart.</summary>
internal sealed class CalculatorTask : EvalTask
{
    private const int Count = 100;

    private static readonly (char Symbol, string Word, string Then)[] s_operations =
    [
        ('+', "plus", "add {0} to the result"), ('-', "minus", "subtract {0} from the result"), ('*', "times", "multiply the result by {0}"),
        ('/', "divided by", "divide the result by {0}"),
    ];

    public override string Name => "calculator";

    public override string Title => "Arithmetic with a calculator tool, one or two operations";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192, MaxSteps = 6 };

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var random = new SeededRandom(347);
        var questions = new List<Question>();
        while (questions.Count < Count)
        {
            (char symbol, string word, _) = random.Pick(s_operations);
            int right = random.Next(2, 100);
            int left = symbol switch
            {
                // Quotients come out even, differences do not go below zero.
                '/' => right * random.Next(2, 300),
                '-' => right + random.Next(1, 900),
                _ => random.Next(2, 1000),
            };
            string prompt = $"what is {Text(left)} {word} {Text(right)}";
            string expression = $"{Text(left)}{symbol}{Text(right)}";
            bool isLong = questions.Count % 4 == 3;
            if (isLong)
            {
                int third = random.Next(2, 100);
                (char next, _, string then) = random.Pick(s_operations.AsSpan(0, 3).ToArray());
                prompt += ", then " + string.Format(CultureInfo.InvariantCulture, then, Text(third));
                expression = $"({expression}){next}{Text(third)}";
            }

            prompt = char.ToUpperInvariant(prompt[0]) + prompt[1..] + (isLong ? "." : "?");
            questions.Add(new CalculatorQuestion(FormattableString.Invariant($"calculator-{questions.Count}"), isLong ? "two operations" : "one operation", prompt, expression));
        }

        return questions;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
