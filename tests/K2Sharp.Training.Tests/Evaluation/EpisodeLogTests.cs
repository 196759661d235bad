using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Export;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EpisodeLogTests : IDisposable
{
    private static readonly EpisodeKey s_key = new("model", 0.5f, 7, "chase", 3, "0123");
    private static readonly EpisodeOutcome s_failed = new(300, Verdict.Fail("call 299 is not \"böse\""), 4000, 12.5, "user: zwei\nassistant: ..");

    private readonly TinyModel _model = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => _model.File("episodes.jsonl");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void What_was_added_is_found_after_opening_again()
    {
        using (var log = EpisodeLog.Open(Path))
        {
            log.Add(s_key, s_failed);
            Assert.Equal(s_failed, log.Find(s_key));
        }

        using var again = EpisodeLog.Open(Path);
        Assert.Equal(s_failed, again.Find(s_key));
        foreach (EpisodeKey other in (EpisodeKey[])
            [s_key with { Model = "x" }, s_key with { Temperature = 0 }, s_key with { Seed = 1 }, s_key with { Family = "x" }, s_key with { Index = 4 }, s_key with { Task = "x" }, s_key with { FormatEnforced = true }])
        {
            Assert.Null(again.Find(other));
        }
    }

    [Fact]
    public void Half_a_line_at_the_end_is_dropped()
    {
        using (var log = EpisodeLog.Open(Path))
        {
            log.Add(s_key, s_failed);
        }

        byte[] whole = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, [.. whole, .. whole.AsSpan(0, whole.Length / 2)]);
        using (var log = EpisodeLog.Open(Path))
        {
            log.Add(s_key with { Index = 4 }, s_failed);
        }

        Assert.Equal(2, File.ReadAllLines(Path).Length);
        using var again = EpisodeLog.Open(Path);
        Assert.NotNull(again.Find(s_key));
        Assert.NotNull(again.Find(s_key with { Index = 4 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Half_a_line_is_dropped_where_it_is_the_only_one(int bytes)
    {
        using (var log = EpisodeLog.Open(Path))
        {
            log.Add(s_key, s_failed);
        }

        File.WriteAllBytes(Path, File.ReadAllBytes(Path)[..bytes]);
        using (var log = EpisodeLog.Open(Path))
        {
            Assert.Null(log.Find(s_key));
            log.Add(s_key, s_failed);
        }

        using var again = EpisodeLog.Open(Path);
        Assert.Equal(s_failed, again.Find(s_key));
    }

    [Fact]
    public void A_file_without_a_line_does_not_stay()
    {
        using (EpisodeLog.Open(Path))
        {
            Assert.True(File.Exists(Path));
        }

        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void A_file_that_was_there_before_stays()
    {
        File.WriteAllBytes(Path, []);
        EpisodeLog.Open(Path).Dispose();
        Assert.True(File.Exists(Path));
        using (var log = EpisodeLog.Open(Path))
        {
            log.Add(s_key, s_failed);
        }

        EpisodeLog.Open(Path).Dispose();
        Assert.Single(File.ReadAllLines(Path));
    }

    [Theory]
    [InlineData("a letter to my mother")]
    [InlineData("{\"key\":\"value\"}")]
    [InlineData("a letter\nto my mother\n")]
    [InlineData("null\n")]
    [InlineData("{\"key\":{}}\n")]
    [InlineData("{\"key\":null,\"outcome\":null}\n")]
    public void A_file_of_something_else_stays_as_it_is(string content)
    {
        File.WriteAllText(Path, content);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => EpisodeLog.Open(Path));
        Assert.Contains("--episodes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path));
    }

    [Fact]
    public void Two_evaluations_do_not_write_one_file()
    {
        using var log = EpisodeLog.Open(Path);
        Assert.Contains("is in use", Assert.Throws<IOException>(() => EpisodeLog.Open(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupted_evaluation_goes_on_where_it_was_and_ends_the_same()
    {
        string directory = _model.Export(ExpertFormat.Int4);
        FamilyResult whole = Run(directory, log: null, progress: null, Cancellation);
        using (var log = EpisodeLog.Open(Path))
        using (var stop = new CancellationTokenSource())
        {
            Assert.ThrowsAny<OperationCanceledException>(() => Run(directory, log, progress => Stop(progress, stop), stop.Token));
        }

        int kept = File.ReadAllLines(Path).Length;
        Assert.InRange(kept, 10, 39);
        using (var log = EpisodeLog.Open(Path))
        {
            var steps = new List<EvaluationProgress>();
            FamilyResult continued = Run(directory, log, steps.Add, Cancellation);
            Assert.Equal(whole with { Seconds = 0, ByHops = [], Failures = [] }, continued with { Seconds = 0, ByHops = [], Failures = [] });
            Assert.Equal(whole.ByHops, continued.ByHops);
            Assert.Equal(whole.Failures, continued.Failures);
            Assert.Equal(Enumerable.Range(kept, 41 - kept), steps.Select(step => step.Done));
        }

        Assert.Equal(40, File.ReadAllLines(Path).Length);
    }

    [Fact]
    public void Other_weights_are_another_model()
    {
        string first = ModelFingerprint.Of(_model.Export(ExpertFormat.Int4));
        Assert.Equal(first, ModelFingerprint.Of(_model.Export(ExpertFormat.Int4)));
        using var other = new TinyModel(seed: 5);
        Assert.NotEqual(first, ModelFingerprint.Of(other.Export(ExpertFormat.Int4)));
    }

    private static void Stop(EvaluationProgress progress, CancellationTokenSource stop)
    {
        if (progress.Done == 10)
        {
            stop.Cancel();
        }
    }

    private static FamilyResult Run(string directory, EpisodeLog? log, Action<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        using var evaluator = new Evaluator(directory, workers: 2, log: log);
        return evaluator.Run(new ProbeFamily(), 40, 1f, 7, progress, cancellation);
    }
}
