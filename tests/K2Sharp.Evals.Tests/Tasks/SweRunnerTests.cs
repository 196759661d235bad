using System.Diagnostics;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Swe;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>Patches that are applied and tested in the real sandbox.</summary>
public sealed class SweRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_seeded_bug_is_there_and_can_be_repaired()
    {
        AgentTools tools = await ToolsAsync();
        foreach (SweBenchRow row in Rows())
        {
            MiniSweBug bug = MiniSweBug.All.First(bug => $"mini__{bug.Module}" == row.InstanceId);
            var runner = new SweRunner(tools, repositories: null);
            SweResult untouched = await runner.TestAsync(row, Addition("notes.txt", "nothing"), Cancellation);
            Assert.True(untouched.Outcome == SweOutcome.Unresolved && untouched.Why.StartsWith("2 of 4 tests do not pass", StringComparison.Ordinal), $"{row.InstanceId}: {untouched.Why} {untouched.Log}");
            SweResult repaired = await runner.TestAsync(row, Replacement($"{bug.Module}.py", row.Files![$"{bug.Module}.py"], bug.Code), Cancellation);
            Assert.True(repaired.Outcome == SweOutcome.Resolved, $"{row.InstanceId}: {repaired.Why} {repaired.Log}");
        }
    }

    [Fact]
    public async Task A_patch_is_judged_by_what_it_breaks_and_cannot_touch_the_tests()
    {
        AgentTools tools = await ToolsAsync();
        SweBenchRow row = Rows().First(row => row.InstanceId == "mini__bank");
        var runner = new SweRunner(tools, repositories: null);
        string broken = row.Files!["bank.py"];
        Assert.Equal("nothing was changed", (await runner.TestAsync(row, string.Empty, Cancellation)).Why);
        Assert.Equal("the patch does not apply", (await runner.TestAsync(row, Replacement("bank.py", "def\nsomething\nelse\n", "pass\n"), Cancellation)).Why);
        SweResult syntax = await runner.TestAsync(row, Replacement("bank.py", broken, "def"), Cancellation);
        Assert.Equal(SweOutcome.Unresolved, syntax.Outcome);

        // A test file of the model's own making, in which all is well, is replaced by the one that decides.
        SweResult cheated = await runner.TestAsync(row, Addition("test_bank.py", "import unittest\n\n\nclass Tests(unittest.TestCase):\n    def test_source_pays(self):\n        pass"), Cancellation);
        Assert.Equal(SweOutcome.Unresolved, cheated.Outcome);
    }

    [Fact]
    public async Task A_clone_is_taken_at_the_commit_and_without_its_future()
    {
        AgentTools tools = await ToolsAsync();
        string clone = Directory.CreateDirectory(Path.Combine(_folder.FullName, "repos", "owner__name")).FullName;
        Git(clone, "init", "-q");
        File.WriteAllText(Path.Combine(clone, "x.py"), "x = 1\n");
        Commit(clone, "first");
        string commit = Git(clone, "rev-parse", "HEAD").Trim();
        File.WriteAllText(Path.Combine(clone, "x.py"), "x = 2\n");
        Commit(clone, "the solution");
        var row = new SweBenchRow("owner__name-1", "owner/name", commit, "x must be 2", Addition("test_x.py", "import unittest\n\nimport x\n\n\nclass Tests(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(x.x, 2)"), ["test_x.py::test_x"], [])
        {
            TestCommand = "python3 -m unittest && echo 'PASSED test_x.py::test_x'",
        };
        var runner = new SweRunner(tools, Path.Combine(_folder.FullName, "repos"));
        Assert.Equal(SweOutcome.Resolved, (await runner.TestAsync(row, Replacement("x.py", "x = 1\n", "x = 2\n"), Cancellation)).Outcome);
        Assert.Equal(SweOutcome.Unresolved, (await runner.TestAsync(row, Replacement("x.py", "x = 1\n", "x = 3\n"), Cancellation)).Outcome);
        using TemporaryWorkspace workspace = tools.NewWorkspace();
        await using SweMachine machine = await runner.CreateAsync(row, workspace.Path, isForTests: false, Cancellation);
        SandboxResult log = await machine.RunAsync("git log --all --oneline | wc -l; cat x.py", SweTimes.Short, Cancellation);
        Assert.Equal("1\nx = 1\n", log.Output);
        await Assert.ThrowsAsync<SweRunnerException>(() => runner.TestAsync(row with { BaseCommit = new string('0', 40) }, Addition("a", "b"), Cancellation));
        await Assert.ThrowsAsync<SweRunnerException>(() => runner.TestAsync(row with { Repository = "no/such" }, Addition("a", "b"), Cancellation));
    }

    private static IEnumerable<SweBenchRow> Rows() => EvalCatalog.Find("mini-swe")[0].Load(new DatasetFolder(null)).Cast<SweQuestion>().Select(question => question.Row);

    private static string Addition(string file, string text)
    {
        string[] lines = text.Split('\n');
        return $"diff --git a/{file} b/{file}\nnew file mode 100644\n--- /dev/null\n+++ b/{file}\n@@ -0,0 +1,{lines.Length} @@\n{string.Concat(lines.Select(line => $"+{line}\n"))}";
    }

    /// <summary>All of a file by something else.</summary>
    private static string Replacement(string file, string before, string after)
    {
        string[] old = before.TrimEnd('\n').Split('\n');
        string[] added = after.TrimEnd('\n').Split('\n');
        return $"diff --git a/{file} b/{file}\n--- a/{file}\n+++ b/{file}\n@@ -1,{old.Length} +1,{added.Length} @@\n{string.Concat(old.Select(line => $"-{line}\n"))}{string.Concat(added.Select(line => $"+{line}\n"))}";
    }

    private static void Commit(string folder, string message)
    {
        Git(folder, "add", "-A");
        Git(folder, "-c", "user.email=a@b", "-c", "user.name=a", "commit", "-qm", message);
    }

    private static string Git(string folder, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private async Task<AgentTools> ToolsAsync()
    {
        var tools = new AgentTools { Folder = _folder.FullName };
        try
        {
            await tools.RequireSandboxAsync(Cancellation);
        }
        catch (SandboxUnavailableException exception)
        {
            Assert.Skip(exception.Message);
        }

        return tools;
    }
}
