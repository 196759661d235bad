using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks.Agentic;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.ShortAnswers;

/// <summary>
/// Humanity's Last Exam, its questions without images: without tools, with search, browsing and python, and in heavy mode. The dataset is gated
/// and carries a canary; nothing of it ships.
/// </summary>
internal sealed class HleTask(CardMode mode) : EvalTask
{
    private static readonly EvalSettings s_plain = new() { ThinkingBudget = 96 * 1024, MaxOutputTokens = 128 * 1024 };
    private static readonly EvalSettings s_tools = new() { ThinkingBudget = 48 * 1024, MaxOutputTokens = 64 * 1024, MaxSteps = 120, ContextTokens = 256 * 1024 };

    public override string Name => mode switch { CardMode.Plain => "hle", CardMode.Tools => "hle-tools", _ => "hle-heavy" };

    public override string Title => "Humanity's Last Exam, text only, " + mode switch
    {
        CardMode.Plain => "no tools",
        CardMode.Tools => "with search, browsing and python",
        _ => "heavy mode with search, browsing and python",
    };

    public override CardFigure Card => mode switch
    {
        CardMode.Plain => new(23.9, "HLE (text-only), no tools"),
        CardMode.Tools => new(44.9, "HLE (text-only), tools"),
        _ => new(51.0, "HLE (text-only), heavy"),
    };

    public override EvalSettings Settings => mode switch { CardMode.Plain => s_plain, CardMode.Tools => s_tools, _ => s_tools with { Trajectories = 8 } };

    public override bool NeedsJudge => true;

    public override ToolNeeds Needs => mode == CardMode.Plain ? ToolNeeds.None : ToolNeeds.Search | ToolNeeds.Python;

    public override IReadOnlyList<Question> Load(DatasetFolder data) =>
    [
        .. DatasetFile.Read(data.Find(Name, "hle*.jsonl*", "hle*.parquet", "hle*.json"))
            .Where(row => string.IsNullOrEmpty(row.TextOrNull("image")))
            .Select(Create),
    ];

    public override IReadOnlyDictionary<string, double> Sum(IReadOnlyList<AttemptRecord> attempts) => ConfidenceFigures.Of(attempts);

    private Question Create(DataRow row)
    {
        var question = new JudgedQuestion(
            row.Text("id"),
            row.TextOrNull("category") ?? string.Empty,
            [new ChatMessage(ChatRole.System, AnswerForm.Instruction), new ChatMessage(ChatRole.User, row.Text("question"))],
            row.Text("question"),
            row.Text("answer"));
        return Needs == ToolNeeds.None ? question : new ToolQuestion(question, Needs);
    }
}
