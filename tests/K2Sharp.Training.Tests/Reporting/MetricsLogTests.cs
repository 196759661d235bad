using System.Text;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Tests.Reporting;

public sealed class MetricsLogTests : IDisposable
{
    private readonly DirectoryInfo _run = Directory.CreateTempSubdirectory("k2-metrics-");

    public void Dispose() => _run.Delete(recursive: true);

    private string File_ => Path.Combine(_run.FullName, MetricsLog.FileName);

    private void Log(params MetricsEvent[] events)
    {
        using MetricsLog log = MetricsLog.Open(_run.FullName);
        foreach (MetricsEvent metricsEvent in events)
        {
            log.Write(metricsEvent);
        }
    }

    [Fact]
    public void A_step_is_one_line_with_the_documented_names()
    {
        Log(new StepEvent
        {
            Step = 3,
            Phase = "decay",
            Tokens = 12288,
            Seconds = 1.5,
            Loss = 0.25,
            LossByFamily = new Dictionary<string, double>(StringComparer.Ordinal) { ["Dec_imals"] = 0.5 },
            LearningRate = 0.01,
            GradNorm = 2,
            MaxLogit = [10.5f, 20f],
            ClippedHeads = 1,
            MaxViolation = 1.25,
            ExpertLoad = [[0.25f, 0.75f]],
            TokensPerSecond = 4096,
        });
        Assert.Equal(
            """{"kind":"step","step":3,"phase":"decay","tokens":12288,"seconds":1.5,"loss":0.25,"loss_by_family":{"Dec_imals":0.5},"learning_rate":0.01,"grad_norm":2,"max_logit":[10.5,20],"clipped_heads":1,"max_violation":1.25,"expert_load":[[0.25,0.75]],"tokens_per_second":4096}""" + "\n",
            File.ReadAllText(File_));
    }

    [Fact]
    public void Every_kind_comes_back()
    {
        Log(
            new PhaseEvent { Step = 0, Name = "stable", What = "all of it" },
            new StepEvent { Step = 1, Loss = double.NaN, ExpertLoad = [[0.5f, 0.5f], [1f, 0f]] },
            new EvaluationEvent { Step = 1, Accuracy = new Dictionary<string, Score>(StringComparer.Ordinal) { ["chase"] = new(7, 9) }, ByHops = [new(5, 1, 2), new(5, 2, 2, "hidden")] },
            new RolloutEvent { Step = 1, Iteration = 4, RewardMean = 0.5, OverBudget = 0.25 },
            new NoteEvent { Step = 1, Text = "a \"note\"\nof two lines" });
        MetricsHistory history = MetricsHistory.Read(_run.FullName);
        Assert.Equal("all of it", Assert.Single(history.Phases).What);
        StepEvent step = Assert.Single(history.Steps);
        Assert.True(double.IsNaN(step.Loss));
        Assert.Equal([1f, 0f], step.ExpertLoad[1]);
        EvaluationEvent evaluation = Assert.Single(history.Evaluations);
        Assert.Equal(new Score(7, 9), evaluation.Accuracy["chase"]);
        Assert.Equal([new(5, 1, 2), new(5, 2, 2, "hidden")], evaluation.ByHops);
        Assert.Equal(0.25, Assert.Single(history.Rollouts).OverBudget);
        Assert.Equal("a \"note\"\nof two lines", Assert.Single(history.Notes).Text);
        Assert.Equal(0, history.DamagedLines);
    }

    [Fact]
    public void Written_lines_can_be_read_while_the_log_is_open()
    {
        using MetricsLog log = MetricsLog.Open(_run.FullName);
        log.Write(new NoteEvent { Step = 1, Text = "first" });
        Assert.Single(MetricsHistory.Read(_run.FullName).Notes);
    }

    [Fact]
    public void A_resume_cuts_what_lies_beyond_the_checkpoint_and_goes_on()
    {
        Log([.. Enumerable.Range(1, 9).Select(step => new StepEvent { Step = step, Loss = 1 })]);
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        {
            Assert.Equal(4, log.Truncate(5));
            log.Write(new StepEvent { Step = 6, Loss = 2 });
        }

        Assert.Equal([(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 2.0)], MetricsHistory.Read(_run.FullName).Steps.Select(step => (step.Step, step.Loss)));
    }

    /// <summary>The file is replaced, not written over: whoever had it open still sees all of the old one, and so would a run that lost power.</summary>
    [Fact]
    public void Cutting_never_leaves_half_a_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows may not let an open file be replaced.");
        Log([.. Enumerable.Range(1, 9).Select(step => new StepEvent { Step = step })]);
        string before = File.ReadAllText(File_);
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        using (var reader = new StreamReader(new FileStream(File_, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)))
        {
            log.Truncate(5);
            log.Write(new NoteEvent { Step = 5 });
            Assert.Equal(before, reader.ReadToEnd());
        }

        Assert.Equal(6, File.ReadAllLines(File_).Length);
        Assert.Equal([File_], Directory.EnumerateFiles(_run.FullName));
    }

    [Fact]
    public void Cutting_nothing_leaves_the_log_and_its_end()
    {
        Log(new StepEvent { Step = 1 }, new StepEvent { Step = 2 });
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        {
            Assert.Equal(0, log.Truncate(2));
            log.Write(new StepEvent { Step = 3 });
        }

        Assert.Equal([1, 2, 3], MetricsHistory.Read(_run.FullName).Steps.Select(step => step.Step));
    }

    [Theory]
    [InlineData("{\"kind\":\"step\",\"step\":2,\"lo")]
    [InlineData("{\"kind\":\"step\",\"step\":2}")]
    [InlineData("\0\0\0\0\n")]
    [InlineData("{\"kind\":\"step\",\"step\n\0\0\n")]
    public void What_a_crash_left_is_dropped_when_the_log_is_opened(string rest)
    {
        Log(new StepEvent { Step = 1 });
        File.AppendAllText(File_, rest);
        Log(new StepEvent { Step = 2, Loss = 7 });
        MetricsHistory history = MetricsHistory.Read(_run.FullName);
        Assert.Equal([(1, 0), (2, 7.0)], history.Steps.Select(step => (step.Step, step.Loss)));
        Assert.Equal(0, history.DamagedLines);
    }

    [Fact]
    public void A_log_cut_anywhere_keeps_all_whole_lines()
    {
        Log([.. Enumerable.Range(1, 4).Select(step => new StepEvent { Step = step, Phase = "x" })]);
        byte[] whole = File.ReadAllBytes(File_);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(File_, whole[..length]);
            Log(new NoteEvent { Step = 9, Text = "on" });
            MetricsHistory history = MetricsHistory.Read(_run.FullName);
            Assert.Equal(whole[..length].Count(value => value == '\n'), history.Steps.Count);
            Assert.Single(history.Notes);
        }
    }

    [Fact]
    public void Unknown_members_and_kinds_and_absent_members_are_tolerated()
    {
        MetricsHistory history = MetricsHistory.Parse(Encoding.UTF8.GetBytes("""
            {"kind":"step","step":1,"loss":2,"flavour":{"a":[1]}}
            {"step":2,"loss":1,"kind":"step"}
            {"kind":"weather","step":50,"rain":true}
            """));
        Assert.Equal([2.0, 1.0], history.Steps.Select(step => step.Loss));
        Assert.Empty(history.Steps[0].MaxLogit);
        Assert.Empty(history.Steps[0].LossByFamily);
        Assert.Equal(string.Empty, history.Steps[0].Phase);
        Assert.Equal(0, history.DamagedLines);
    }

    [Fact]
    public void Damaged_lines_are_counted_but_not_one_that_is_being_written()
    {
        MetricsHistory history = MetricsHistory.Parse("{\"kind\":\"note\"}\nnonsense\n{\"kind\":\"step\",\"max_logit\":null}\n{\"kind\":\"note\",\"te"u8.ToArray());
        Assert.Equal(2, history.DamagedLines);
        Assert.Single(history.Notes);
    }

    [Fact]
    public void A_resumed_run_may_repeat_the_events_of_the_checkpoints_step()
    {
        Log(
            new PhaseEvent { Step = 10, Name = "decay" },
            new EvaluationEvent { Step = 10, Phase = "old" },
            new PhaseEvent { Step = 10, Name = "decay" },
            new EvaluationEvent { Step = 10, Phase = "new" });
        MetricsHistory history = MetricsHistory.Read(_run.FullName);
        Assert.Single(history.Phases);
        Assert.Equal("new", Assert.Single(history.Evaluations).Phase);
    }
}
