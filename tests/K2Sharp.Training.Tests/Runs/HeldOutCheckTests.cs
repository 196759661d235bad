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

    private byte[] Train(string name, Recipe recipe, long most = long.MaxValue)
    {
        var folder = new RunFolder(Path.Combine(_folder, name));
        if (!Directory.Exists(folder.Tokenizer))
        {
            SmallNetwork.WriteTokenizer(folder.Tokenizer);
        }

        using var run = new TrainingRun(recipe, folder, new SmallRun());
        run.Run(TestContext.Current.CancellationToken, most);
        return File.ReadAllBytes(Path.Combine(folder.Checkpoint, "state.safetensors"));
    }
}
