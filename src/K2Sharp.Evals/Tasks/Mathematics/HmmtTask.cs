using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;

namespace K2Sharp.Evals.Tasks.Mathematics;

/// <summary>HMMT February 2025: 30 problems whose answers are expressions, compared by value.</summary>
internal sealed class HmmtTask : EvalTask
{
    public override string Name => "hmmt2025";

    public override string Title => "HMMT February 2025, no tools: competition problems with boxed expressions as answers";

    public override CardFigure Card { get; } = new(89.4, "HMMT25, no tools");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024, Repeats = 32 };

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
        [.. DatasetFile.Read(data.Find(Name, "hmmt*2025*.jsonl", "hmmt*2025*.parquet", "hmmt*2025*.csv", "hmmt*.jsonl", "hmmt*.parquet")).Select(Create)];

    private static PromptQuestion Create(DataRow row)
    {
        string answer = row.Text("answer");
        return new PromptQuestion(
            row.TextOrNull("id") ?? row.TextOrNull("problem_idx") ?? $"{row.Number}",
            row.TextOrNull("problem_type") ?? string.Empty,
            $$"""
            Put your final answer within \boxed{}.

            {{row.TextOrNull("problem") ?? row.Text("question")}}
            """,
            reply => BoxedMath.Judge(reply, answer));
    }
}
