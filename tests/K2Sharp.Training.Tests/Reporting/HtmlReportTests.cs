using System.CommandLine;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Tests.Reporting;

public sealed class HtmlReportTests : IDisposable
{
    private readonly DirectoryInfo _run = Directory.CreateTempSubdirectory("k2-report-");

    public void Dispose() => _run.Delete(recursive: true);

    private string Page()
    {
        string file = Path.Combine(_run.FullName, "page.html");
        HtmlReport.Write(_run.FullName, file);
        return File.ReadAllText(file);
    }

    [Fact]
    public void A_whole_run_gives_every_section_in_one_small_file()
    {
        SampleRun.Write(_run.FullName);
        string page = Page();
        if (Environment.GetEnvironmentVariable("K2_KEEP_REPORT") is { Length: > 0 } keep)
        {
            File.WriteAllText(keep, page);
        }

        foreach (string heading in new[] { "Loss", "Loss of each task family", "Accuracy on held-out tasks", "Success by number of tool calls", "One checkpoint in several number formats", "Reinforcement", "Attention and optimizer", "Experts", "Phases", "Notes" })
        {
            Assert.Contains($"<h2>{heading}</h2>", page, StringComparison.Ordinal);
        }

        Assert.InRange(page.Length, 100_000, 1_500_000);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Contains("Steps whose loss is not a number, left out of the curves: 1.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_the_log_is_escaped()
    {
        const string Evil = "<img src=x onerror=alert(1)>\"'&";
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        {
            log.Write(new PhaseEvent { Step = 0, Name = Evil, What = Evil });
            log.Write(new StepEvent { Step = 1, Loss = 1, LossByFamily = new Dictionary<string, double>(StringComparer.Ordinal) { [Evil] = 1 } });
            log.Write(new EvaluationEvent
            {
                Step = 1,
                Accuracy = new Dictionary<string, Score>(StringComparer.Ordinal) { [Evil] = new(1, 2) },
                ByHops = [new HopScore(1, 1, 1, Evil), new HopScore(1, 1, 1, "other")],
            });
            log.Write(new RolloutEvent { Step = 1, Iteration = 1, RewardByFamily = new Dictionary<string, double>(StringComparer.Ordinal) { [Evil] = 1 } });
            log.Write(new NoteEvent { Step = 1, Text = Evil });
        }

        new RunFacts { Recipe = Evil, Machine = Evil, Command = Evil }.Write(_run.FullName);
        new EvaluationTable { Columns = [new(Evil, Evil)], Rows = [new(Evil, 1, [1])] }.Write(_run.FullName);
        string page = Page();
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Evil[^3..], page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_one_step_and_no_facts_gives_a_page()
    {
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        {
            log.Write(new StepEvent { Step = 1, Loss = 5.5 });
        }

        string page = Page();
        Assert.Contains("<h2>Loss</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Experts</h2>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<h2>Reinforcement</h2>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_log_gives_a_page()
    {
        MetricsLog.Open(_run.FullName).Dispose();
        Assert.Contains("</html>", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_differences_from_the_first_column_and_what_was_not_run()
    {
        MetricsLog.Open(_run.FullName).Dispose();
        new EvaluationTable { Columns = [new("bf16", ""), new("int4", ""), new("2 bit", "")], Rows = [new("chase", 200, [198, 196, null]), new("decimals", 200, [198, 190, 198])] }.Write(_run.FullName);
        string page = Page();
        Assert.Contains(">99 %</td>", page, StringComparison.Ordinal);
        Assert.Contains("98 %<small>\u22121.0</small>", page, StringComparison.Ordinal);
        Assert.Contains("95 %<small class=\"down\">\u22124.0</small>", page, StringComparison.Ordinal);
        Assert.Contains("not run", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_writes_into_the_run_folder_and_says_where()
    {
        using (MetricsLog log = MetricsLog.Open(_run.FullName))
        {
            log.Write(new StepEvent { Step = 1, Loss = 1 });
        }

        (int code, string output, string error) = Invoke("report", "--run", _run.FullName);
        Assert.Equal(0, code);
        Assert.Equal(Path.Combine(_run.FullName, "report.html"), output.TrimEnd());
        Assert.Equal(string.Empty, error);
        Assert.True(File.Exists(output.TrimEnd()));
    }

    [Fact]
    public void The_verb_refuses_a_folder_without_metrics_in_one_line()
    {
        (int code, string output, string error) = Invoke("report", "--run", _run.FullName);
        Assert.Equal(2, code);
        Assert.Equal(string.Empty, output);
        Assert.Contains("metrics.jsonl", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_says_which_file_is_not_to_be_read()
    {
        MetricsLog.Open(_run.FullName).Dispose();
        File.WriteAllText(Path.Combine(_run.FullName, RunFacts.FileName), "{");
        (int code, _, string error) = Invoke("report", "--run", _run.FullName);
        Assert.Equal(2, code);
        Assert.Contains("run.json", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Invoke(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = new RootCommand { ReportVerb.Create() }.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
