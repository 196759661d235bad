using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>Humanity's Last Exam, its questions without images, no tools. The dataset is gated and carries a canary; nothing of it ships.</summary>
internal sealed class HleTask : EvalTask
{
    public override string Name => "hle";

    public override string Title => "Humanity's Last Exam, text only, no tools";

    public override CardFigure Card { get; } = new(23.9, "HLE (text-only), no tools");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024 };

    public override bool NeedsJudge => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
    [
        .. DatasetFile.Read(data.Find(Name, "hle*.jsonl*", "hle*.parquet", "hle*.json"))
            .Where(row => string.IsNullOrEmpty(row.TextOrNull("image")))
            .Select(row => new JudgedQuestion(
                row.Text("id"),
                row.TextOrNull("category") ?? string.Empty,
                [new ChatMessage(ChatRole.System, AnswerForm.Instruction), new ChatMessage(ChatRole.User, row.Text("question"))],
                row.Text("question"),
                row.Text("answer"))),
    ];

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => ConfidenceFigures.Of(attempts);
}
