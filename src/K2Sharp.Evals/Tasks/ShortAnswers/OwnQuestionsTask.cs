using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>Questions of the user's own with short answers, from a file named qa: fields question and answer, and id and category where there are any.</summary>
internal sealed class OwnQuestionsTask(bool hasTools) : EvalTask
{
    public override string Name => hasTools ? "qa-tools" : "qa";

    public override string Title => $"Your own questions with short answers (a file qa.jsonl, qa.csv or qa.parquet){(hasTools ? ", with search, browsing and python" : string.Empty)}, judged";

    // With tools as the card's search benchmarks that are not here by name: Seal-0, FinSearchComp, Frames.
    public override EvalSettings Settings { get; } = hasTools
        ? new() { MaxOutputTokens = 32 * 1024, ThinkingBudget = 24 * 1024, MaxSteps = 300, ContextTokens = 256 * 1024 }
        : new() { MaxOutputTokens = 64 * 1024 };

    public override ToolNeeds Needs => hasTools ? ToolNeeds.Search | ToolNeeds.Python : ToolNeeds.None;

    public override bool NeedsJudge => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        IReadOnlyList<DataRow> rows = DatasetFile.Read(data.Find(Name, "qa.jsonl", "qa.json", "qa.csv", "qa.parquet", "qa.jsonl.gz", "qa.csv.gz"));
        var questions = new List<Question>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (DataRow row in rows)
        {
            string id = row.TextOrNull("id") ?? FormattableString.Invariant($"{row.Number}");
            if (!ids.Add(id))
            {
                throw row.Problem($"has the id {id}, which another row has too");
            }

            string question = row.Text("question");
            var judged = new JudgedQuestion(id, row.TextOrNull("category") ?? string.Empty, [new ChatMessage(ChatRole.User, $"{question}\n\n{AnswerForm.Instruction}")], question, row.Text("answer"));
            questions.Add(hasTools ? new ToolQuestion(judged, Needs) : judged);
        }

        return questions;
    }

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => ConfidenceFigures.Of(attempts);
}
