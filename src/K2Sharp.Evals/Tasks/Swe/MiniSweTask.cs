using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>SWE-bench in small: repositories of a few Python files with a seeded bug each, tests that fail for it and tests that must go on passing.</summary>
internal sealed class MiniSweTask : EvalTask
{
    /// <summary>What stands for the repository's owner and name.</summary>
    public const string Owner = "mini/swe";

    // Python 3.11 and later print the test's name once more within the parentheses.
    private const string Command = @"python3 -m unittest -v 2>&1 | sed -E 's/\(([^)]*Tests)\.test_[a-z0-9_]+\)/(\1)/'";

    public override string Name => "mini-swe";

    public override string Title => "Small repositories with a seeded bug each: repair it with bash and an editor; fail-to-pass and pass-to-pass tests decide";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192, MaxSteps = 40 };

    public override ToolNeeds Needs => ToolNeeds.Sandbox;

    public override bool GradesText => false;

    public override bool AnswersArePatches => true;

    public override IReadOnlyList<Question> Load(DatasetFolder data) => [.. MiniSweBug.All.Select(bug => new SweQuestion(Create(bug), Repositories: null))];

    private static SweBenchRow Create(MiniSweBug bug)
    {
        string module = bug.Module + ".py";
        string tests = $"test_{bug.Module}.py";
        string broken = bug.Code.Replace(bug.Right, bug.Wrong, StringComparison.Ordinal);
        if (broken == bug.Code)
        {
            throw new InvalidOperationException($"{bug.Module}: the bug is not in the code");
        }

        return new SweBenchRow(
            $"mini__{bug.Module}",
            Owner,
            "base",
            bug.Issue,
            NewFile(tests, bug.Tests),
            [.. bug.FailToPass.Select(Id)],
            [.. bug.PassToPass.Select(Id)])
        {
            TestCommand = Command,
            Patch = bug.Right,
            Files = new Dictionary<string, string> { [module] = broken, ["README.md"] = $"# {bug.Module}\n\n{bug.About}\n\nTests: `python3 -m unittest -v`\n" },
        };

        string Id(string test) => $"{test} (test_{bug.Module}.Tests)";
    }

    /// <summary>A patch that makes a file.</summary>
    private static string NewFile(string name, string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        return $"diff --git a/{name} b/{name}\nnew file mode 100644\n--- /dev/null\n+++ b/{name}\n@@ -0,0 +1,{lines.Length} @@\n{string.Join('\n', lines.Select(line => "+" + line))}\n";
    }
}
