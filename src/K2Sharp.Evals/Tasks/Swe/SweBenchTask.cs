using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>
/// SWE-bench Verified: 500 issues of twelve Python repositories, an agent with bash and an editor, and the tests that decide. The card's harness is
/// Moonshot's own, derived from SWE-agent, with a prompt that is not published; this one's prompt is ours.
/// </summary>
internal sealed class SweBenchTask : EvalTask
{
    public override string Name => "swe-bench-verified";

    public override string Title => "SWE-bench Verified: repair an issue in a repository, with bash and an editor; tests decide";

    public override CardFigure Card { get; } = new(71.3, "SWE-bench Verified");

    public override EvalSettings Settings { get; } = new() { ThinkingBudget = 16 * 1024, MaxOutputTokens = 32 * 1024, MaxSteps = 250, ContextTokens = 256 * 1024, Repeats = 5 };

    public override ToolNeeds Needs => ToolNeeds.Sandbox;

    public override bool GradesText => false;

    public override bool AnswersArePatches => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        string? repositories = data.FolderOrNull("repos");
        return
        [
            .. DatasetFile.Read(data.Find(Name, "swe*verified*.jsonl*", "swe*verified*.json", "swe*verified*.parquet", "swe*bench*/test-*.parquet", "swe*bench*.jsonl"))
                .Select(row => new SweQuestion(SweBenchRow.Read(row), repositories)),
        ];
    }
}
