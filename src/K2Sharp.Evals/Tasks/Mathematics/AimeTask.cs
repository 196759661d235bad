using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tasks.Mathematics;

/// <summary>AIME 2025: 30 problems whose answers are whole numbers from 0 to 999. The prompt is MathArena's.</summary>
internal sealed class AimeTask : EvalTask
{
    private const int LargestAnswer = 999;

    public override string Name => "aime2025";

    public override string Title => "AIME 2025, no tools: competition problems with answers 0 to 999";

    public override CardFigure Card { get; } = new(94.5, "AIME25, no tools");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024, Repeats = 32 };

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "aime2025*.jsonl", "aime_2025*.jsonl", "aime*2025*.parquet", "aime*2025*.csv"));
        return [.. rows.Select(Create)];
    }

    private static Question Create(DataRow row)
    {
        int answer = row.Integer("answer");
        if (answer is < 0 or > LargestAnswer)
        {
            throw row.Problem($"has the answer {answer}, which is none of the AIME");
        }

        string prompt = $$"""
            Put your final answer within \boxed{}. The answer is an integer between 0 and 999 inclusive.

            {{row.TextOrNull("problem") ?? row.Text("question")}}
            """;
        return new PromptQuestion(row.TextOrNull("id") ?? row.TextOrNull("problem_idx") ?? $"{row.Number}", string.Empty, prompt, reply => IntegerAnswer.Judge(reply, answer));
    }
}
