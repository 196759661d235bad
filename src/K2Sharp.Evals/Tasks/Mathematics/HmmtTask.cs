using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Mathematics;

/// <summary>HMMT February 2025: 30 problems whose answers are expressions, compared by value.</summary>
internal sealed class HmmtTask(CardMode mode) : EvalTask
{
    public override string Name => MathSettings.Name("hmmt2025", mode);

    public override string Title => "HMMT February 2025: competition problems with boxed expressions as answers" + mode switch { CardMode.Plain => string.Empty, CardMode.Tools => ", with python", _ => ", heavy mode with python" };

    public override CardFigure Card => new(mode switch { CardMode.Plain => 89.4, CardMode.Tools => 95.1, _ => 97.5 }, MathSettings.Name("HMMT25", mode, ", no tools"));

    public override EvalSettings Settings => MathSettings.Of(mode);

    public override ToolNeeds Needs => MathSettings.Needs(mode);

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
        [.. DatasetFile.Read(data.Find(Name, "hmmt*2025*.jsonl", "hmmt*2025*.parquet", "hmmt*2025*.csv", "hmmt*.jsonl", "hmmt*.parquet")).Select(Create)];

    private Question Create(DataRow row)
    {
        string answer = row.Text("answer");
        var question = new PromptQuestion(
            row.TextOrNull("id") ?? row.TextOrNull("problem_idx") ?? $"{row.Number}",
            row.TextOrNull("problem_type") ?? string.Empty,
            $$"""
            Put your final answer within \boxed{}.

            {{row.TextOrNull("problem") ?? row.Text("question")}}
            """,
            reply => BoxedMath.Judge(reply, answer));
        return Needs == ToolNeeds.None ? question : new ToolQuestion(question, Needs);
    }
}
