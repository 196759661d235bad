using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;

namespace K2Sharp.Training.Tests.Runs;

public sealed class HeldOutCheckTests : IDisposable
{
    private static readonly Recipe s_checked = SmallRun.Recipe with
    {
        // The random tokenizer needs many tokens for a prompt.
        Config = SmallRun.Recipe.Config with { MaxPositionEmbeddings = 8192 },
        Checks = new CheckOptions { Every = 4, Families = [new DecimalsFamily(), new ChaseFamily()], Tasks = 2, Hops = [2], Chains = 1 },
        Phases = [.. SmallRun.Recipe.Phases.Select(phase => phase with { MeasuresChains = phase.Name == "longer" })],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("k2-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Checks_do_not_change_the_run_and_come_when_due()
    {
        byte[] without = Train("without", s_checked with { Checks = null });
        Assert.Equal(without, Train("with", s_checked));
        List<EvaluationEvent> checks = MetricsHistory.Read(Path.Combine(_folder, "with")).Evaluations;

        // Every four steps, and at the ends of the phases: 5, 9 and 12.
        Assert.Equal([4, 5, 8, 9, 12], checks.Select(check => check.Step));
        Assert.All(checks, check => Assert.Equal(["chase", "decimals"], check.Accuracy.Keys.Order(StringComparer.Ordinal)));
        Assert.All(checks, check => Assert.All(check.Accuracy.Values, score => Assert.Equal(2, score.N)));
        Assert.Equal([0, 0, 0, 0, 2], checks.Select(check => check.ByHops.Count));
        Assert.Equal(["results kept", "results hidden"], checks[^1].ByHops.Select(score => score.Setting));
    }

    [Fact]
    public void A_run_that_stopped_makes_every_check_once()
    {
        Train("stopped", s_checked, most: 4);
        Train("stopped", s_checked, most: 5);
        Train("stopped", s_checked);
        Assert.Equal([4, 5, 8, 9, 12], MetricsHistory.Read(Path.Combine(_folder, "stopped")).Evaluations.Select(check => check.Step));
    }

    /// <summary>A check takes long beside a step, so Ctrl+C comes in one easily; 12 is the end of the run.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(12)]
    public void A_check_that_was_cancelled_is_made_up_for(int step)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new StepProgress(done => Cancel(cancellation, done.Step == step));
        Assert.Throws<OperationCanceledException>(() => Train("cancelled", s_checked, progress: progress, cancellationToken: cancellation.Token));
        Assert.DoesNotContain(History("cancelled"), check => check.Step >= step);
        Assert.Equal(Train("straight", s_checked), Train("cancelled", s_checked));
        AssertSameChecks("cancelled");
    }

    /// <summary>The checkpoint of a phase's last step is written before what belongs to the phase's end.</summary>
    [Theory]
    [InlineData("short", 5)]
    [InlineData("long", 9)]
    [InlineData("longer", 12)]
    public void What_a_crash_at_the_end_of_a_phase_left_out_is_made_up_for(string phase, long end)
    {
        byte[] state = Train("straight", s_checked);
        Train("crashed", s_checked, most: end);
        var folder = new RunFolder(Path.Combine(_folder, "crashed"));
        Directory.Delete(folder.PhaseCheckpoint(phase), recursive: true);
        string log = Path.Combine(folder.Path, MetricsLog.FileName);
        string[] lines = File.ReadAllLines(log);
        Assert.Contains("\"evaluation\"", lines[^1], StringComparison.Ordinal);
        File.WriteAllLines(log, lines[..^1]);

        Assert.Equal(state, Train("crashed", s_checked));
        AssertSameChecks("crashed");
        var straight = new RunFolder(Path.Combine(_folder, "straight"));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(straight.PhaseCheckpoint(phase), "state.safetensors")),
            File.ReadAllBytes(Path.Combine(folder.PhaseCheckpoint(phase), "state.safetensors")));
    }

    private static void Cancel(CancellationTokenSource cancellation, bool isTime)
    {
        if (isTime)
        {
            cancellation.Cancel();
        }
    }

    private List<EvaluationEvent> History(string name) => MetricsHistory.Read(Path.Combine(_folder, name)).Evaluations;

    private void AssertSameChecks(string name)
    {
        static string[] Texts(List<EvaluationEvent> checks) =>
            [.. checks.Select(check => $"{check.Step} {check.Phase} {string.Join(", ", check.Accuracy)} {string.Join(", ", check.ByHops)}")];
        Assert.Equal(Texts(History("straight")), Texts(History(name)));
        Assert.Equal(5, File.ReadLines(Path.Combine(_folder, name, MetricsLog.FileName)).Count(line => line.Contains("\"evaluation\"", StringComparison.Ordinal)));
    }

    private byte[] Train(
        string name, Recipe recipe, long most = long.MaxValue, IProgress<StepEvent>? progress = null, CancellationToken? cancellationToken = null)
    {
        var folder = new RunFolder(Path.Combine(_folder, name));
        if (!Directory.Exists(folder.Tokenizer))
        {
            SmallNetwork.WriteTokenizer(folder.Tokenizer);
        }

        using var run = new TrainingRun(recipe, folder, new SmallRun()) { Progress = progress };
        run.Run(cancellationToken ?? TestContext.Current.CancellationToken, most);
        return File.ReadAllBytes(Path.Combine(folder.Checkpoint, "state.safetensors"));
    }
}
