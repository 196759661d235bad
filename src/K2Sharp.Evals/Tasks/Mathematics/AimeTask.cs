using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Mathematics;

/// <summary>AIME 2025: 30 problems whose answers are whole numbers from 0 to 999. The prompt is MathArena's.</summary>
internal sealed class AimeTask(CardMode mode) : EvalTask
{
    private const int LargestAnswer = 999;

    public override string Name => MathSettings.Name("aime2025", mode);

    public override string Title => "AIME 2025: competition problems with answers 0 to 999" + mode switch { CardMode.Plain => string.Empty, CardMode.Tools => ", with python", _ => ", heavy mode with python" };

    public override CardFigure Card => new(mode switch { CardMode.Plain => 94.5, CardMode.Tools => 99.1, _ => 100.0 }, MathSettings.Name("AIME25", mode, ", no tools"));

    public override EvalSettings Settings => MathSettings.Of(mode);

    public override ToolNeeds Needs => MathSettings.Needs(mode);

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "aime2025*.jsonl", "aime_2025*.jsonl", "aime*2025*.parquet", "aime*2025*.csv"));
        return [.. rows.Select(Create)];
    }

    private Question Create(DataRow row)
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
        var question = new PromptQuestion(row.TextOrNull("id") ?? row.TextOrNull("problem_idx") ?? $"{row.Number}", string.Empty, prompt, reply => IntegerAnswer.Judge(reply, answer));
        return Needs == ToolNeeds.None ? question : new ToolQuestion(question, Needs);
    }
}
