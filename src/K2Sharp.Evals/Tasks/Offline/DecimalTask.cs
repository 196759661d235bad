using System.Globalization;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>Which of two decimal numbers is bigger or smaller: the question about 9.11 and 9.9, 200 times. Guessing gives one half.</summary>
internal sealed class DecimalTask : EvalTask
{
    private const int Count = 200;

    public override string Name => "decimal";

    public override string Title => "Decimal comparison: which of two numbers is bigger or smaller (guessing gives 50 %)";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192 };

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var random = new SeededRandom(911);
        var questions = new List<Question> { Create(0, "9.11", "9.9", wantsMore: true) };
        while (questions.Count < Count)
        {
            string whole = random.Next(0, 100).ToString(CultureInfo.InvariantCulture);
            string left = Number(random, whole);
            string right = Number(random, random.Chance(0.7) ? whole : random.Next(0, 100).ToString(CultureInfo.InvariantCulture));
            if (Value(left) != Value(right))
            {
                questions.Add(Create(questions.Count, left, right, random.Chance(0.5)));
            }
        }

        return questions;
    }

    private static PromptQuestion Create(int index, string left, string right, bool wantsMore)
    {
        string winner = (Value(left) > Value(right)) == wantsMore ? left : right;
        string loser = winner == left ? right : left;
        string word = wantsMore ? "bigger" : "smaller";
        return new PromptQuestion(
            FormattableString.Invariant($"decimal-{index}"),
            left.Split('.')[0] == right.Split('.')[0] ? "same whole part" : "different whole parts",
            $"Which is {word}, {left} or {right}?",
            reply => ComparisonReply.Judge(reply, winner, loser, wantsMore));
    }

    /// <summary>A number with one to four decimals.</summary>
    private static string Number(SeededRandom random, string whole)
    {
        int places = random.Next(1, 5);
        string digits = string.Concat(Enumerable.Range(0, places).Select(_ => random.Chance(0.15) ? '0' : (char)('0' + random.Next(0, 10))));
        return $"{whole}.{digits}";
    }

    private static decimal Value(string number) => decimal.Parse(number, NumberStyles.Number, CultureInfo.InvariantCulture);
}
