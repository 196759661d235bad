using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Tasks.Agentic;

namespace K2Sharp.Evals.Tasks.Swe;

/// <summary>Makes machines, and tests patches: a fresh repository, the model's patch, the tests of the test patch, the test command, the log.</summary>
/// <param name="tools">Sandbox and workspaces.</param>
/// <param name="repositories">The folder of clones; null for none.</param>
internal sealed class SweRunner(AgentTools tools, string? repositories)
{
    private const string PatchName = ".k2-model.patch";
    private const int DoesNotApply = 77;
    private const string TestsName = ".k2-tests.patch";

    public AgentTools Tools => tools;

    /// <summary>The repository's folder as commands see it.</summary>
    public string Inside(SweBenchRow row, string workspace) => IsDocker(row) ? DockerMachine.Testbed : tools.CreateSandbox(workspace).WorkspaceInside;

    /// <summary>A machine for an instance.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="workspace">An empty folder for the repository.</param>
    /// <param name="isForTests">Whether tests are run there, or the model works there.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<SweMachine> CreateAsync(SweBenchRow row, string workspace, bool isForTests, CancellationToken cancellation) => IsDocker(row)
        ? await DockerMachine.CreateAsync(row, workspace, hasNetwork: isForTests, cancellation).ConfigureAwait(false)
        : await SandboxMachine.CreateAsync(row, tools, workspace, repositories, cancellation).ConfigureAwait(false);

    /// <summary>Tests a patch.</summary>
    public async Task<SweResult> TestAsync(SweBenchRow row, string patch, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(patch))
        {
            return new SweResult(SweOutcome.Unresolved, "nothing was changed", string.Empty);
        }

        using TemporaryWorkspace workspace = tools.NewWorkspace();
        SweMachine machine = await CreateAsync(row, workspace.Path, isForTests: true, cancellation).ConfigureAwait(false);
        await using (machine.ConfigureAwait(false))
        {
            machine.Put(PatchName, patch);
            machine.Put(TestsName, row.TestPatch);

            // The model's changes to the tests that decide do not count.
            string[] files = SweTests.Touched(row.TestPatch);
            string reset = string.Concat(files.Select(file => $"git checkout -q k2-base -- {SweTests.Quote(file)} 2>/dev/null || rm -f {SweTests.Quote(file)}; "));
            SandboxResult brought = await machine.RunAsync($"{{ {Apply(PatchName)}; }} || exit {DoesNotApply}; {reset}{Apply(TestsName)}", SweTimes.Short, cancellation).ConfigureAwait(false);
            if (brought.ExitCode == DoesNotApply)
            {
                return new SweResult(SweOutcome.Unresolved, "the patch does not apply", brought.Output);
            }

            if (brought.ExitCode != 0)
            {
                throw new SweRunnerException($"{row.InstanceId}: the tests cannot be brought in: {brought.Output}");
            }

            SandboxResult tests = await machine.RunAsync(SweTests.Command(row), SweTimes.Tests, cancellation).ConfigureAwait(false);
            SweOutcome outcome = SweGrading.Judge(row, SweTests.Read(row, tests.Output));
            string why = tests.Ended is { } ended ? $"the tests were ended: {ended}" : outcome == SweOutcome.Resolved ? "resolved" : Missing(row, tests.Output);
            return new SweResult(outcome, why, tests.Output);
        }
    }

    private bool IsDocker(SweBenchRow row) => tools.UsesDocker && row.Files is null;

    // As SWE-bench does: git first, then a patch that looks around.
    private static string Apply(string name) => $"git apply --whitespace=nowarn {name} || patch --batch --fuzz=5 -p1 -i {name}";

    private static string Missing(SweBenchRow row, string log)
    {
        IReadOnlyDictionary<string, bool> passed = SweTests.Read(row, log);
        if (passed.Count == 0)
        {
            return "no test gave a result";
        }

        string[] failing = [.. row.PassToPass.Concat(row.FailToPass).Where(test => !passed.GetValueOrDefault(test))];
        return $"{failing.Length} of {row.PassToPass.Count + row.FailToPass.Count} tests do not pass, the first: {failing[0]}";
    }
}
