using System.Text.Json;
using System.Xml.Linq;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Tests.Reporting;

public sealed class ReportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_page_is_well_formed_and_needs_nothing_else()
    {
        string html = HtmlReport.Write(Summary("<script>alert(1)</script> & \"x\""));
        XDocument page = XDocument.Parse(html.Replace("<!doctype html>", string.Empty, StringComparison.Ordinal).Replace("&middot;", "-", StringComparison.Ordinal).Replace("&nbsp;", " ", StringComparison.Ordinal)
            .Replace("<meta charset=\"utf-8\">", string.Empty, StringComparison.Ordinal).Replace("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">", string.Empty, StringComparison.Ordinal));
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.True(page.Descendants("svg").Count() >= 4);
        Assert.Contains(page.Descendants("polyline"), line => line.Attribute("class")!.Value == "curve");
        Assert.Contains(page.Descendants("path"), mark => mark.Value.Contains("94.5", StringComparison.Ordinal));
    }

    [Fact]
    public void The_json_has_score_and_n()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            JsonReport.Write(json, Summary("m"));
        }

        JsonElement task = JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("tasks").GetProperty("aime2025");
        Assert.Equal(0.5, task.GetProperty("score").GetDouble());
        Assert.Equal(4, task.GetProperty("n").GetInt32());
        Assert.Equal(1, task.GetProperty("failed").GetInt32());
        Assert.False(task.GetProperty("card").GetProperty("same_settings").GetBoolean());
        Assert.Equal(4 * 100 * 0.6e-6 + 4 * 50 * 2.5e-6, task.GetProperty("usage").GetProperty("dollars").GetDouble(), 9);
    }

    [Fact]
    public void The_markdown_has_a_row_per_task()
    {
        string text = MarkdownReport.Write(Summary("a|b"));
        Assert.Contains("# a\\|b", text, StringComparison.Ordinal);
        Assert.Contains("| aime2025 | 50.0 (", text, StringComparison.Ordinal);
        Assert.Contains("| 94.5 | no | 4 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_s_settings_on_all_questions_are_the_same_settings()
    {
        TaskSummary task = Summary("m").Tasks[0];
        Assert.False(task.IsAsOnCard);
        Assert.True((task with { Task = task.Task with { Settings = task.Task.CardSettings, Questions = 30 } }).IsAsOnCard);
        Assert.False((task with { Task = task.Task with { Settings = task.Task.CardSettings, Questions = 29 } }).IsAsOnCard);
    }

    [Fact]
    public void Two_runs_are_compared_question_by_question()
    {
        TaskSummary first = Summary("m").Tasks[0];
        TaskSummary second = first with { Records = [.. first.Records.Select(record => record with { Score = 1 })] };
        Comparison comparison = Comparison.Of(first, second)!;
        Assert.Equal(4, comparison.Questions);
        Assert.Equal(0.5, comparison.Difference);
        Assert.Equal(2, comparison.Better);
        Assert.Equal(0, comparison.Worse);
        Assert.Equal(0.5, comparison.PValue);
        Assert.Null(Comparison.Of(first, second with { Records = [] }));
    }

    [Fact]
    public void A_folder_s_files_are_written_with_a_page_per_attempt()
    {
        using RunFolder folder = RunFolder.Open(_folder.FullName);
        AttemptRecord record = Record("a/../b <i>", 0, 1);
        var transcript = new Transcript([new Microsoft.Extensions.AI.ChatMessage(Microsoft.Extensions.AI.ChatRole.User, "<b>1 < 2</b>")]);
        folder.Add(record, new Attempt(K2Sharp.Evals.Grading.Grade.Right("1"), [transcript]));
        RunSummary summary = RunSummary.Of(Manifest("m"), [record]);
        string page = ReportFiles.Write(_folder.FullName, summary);
        Assert.True(File.Exists(page));
        string attempt = Assert.Single(Directory.GetFiles(_folder.FullName, "*.html", SearchOption.AllDirectories), path => path != page);
        Assert.StartsWith(Path.Combine(_folder.FullName, "transcripts", "aime2025"), attempt, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;1 &lt; 2&lt;/b&gt;", File.ReadAllText(attempt), StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(attempt), File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.6,0.15")]
    [InlineData("a,b,c")]
    [InlineData("-1,0,0")]
    [InlineData("")]
    public void Prices_are_three_numbers(string text) => Assert.Throws<ArgumentException>(() => TokenPrices.Parse(text));

    private static RunSummary Summary(string model)
    {
        RunManifest manifest = Manifest(model);
        AttemptRecord[] records =
        [
            Record("a", 0, 1), Record("b", 0, 1), Record("c", 0, 0), Record("d", 0, 0),
            Record("e", 0, 0) with { Error = "IOException: lost" },
            .. new[] { 64, 256, 2048 }.SelectMany(budget => Enumerable.Range(0, 8).Select(i => Record($"q{i}", 0, i * 300 < budget ? 1 : 0) with { Task = "decimal", Config = $"b{budget}" })),
        ];
        return RunSummary.Of(manifest, records);
    }

    private static RunManifest Manifest(string model)
    {
        var tasks = new Dictionary<string, ManifestTask> { ["aime2025"] = Describe("aime2025", "c", new EvalSettings()) };
        foreach (int budget in new[] { 64, 256, 2048 })
        {
            tasks[$"decimal@thinking_budget={budget}"] = Describe("decimal", $"b{budget}", new EvalSettings { ThinkingBudget = budget });
        }

        return new RunManifest { Model = model, Where = "here", Seed = 1, Tasks = tasks, Started = DateTimeOffset.UnixEpoch, Prices = new TokenPrices(0.6, 0.15, 2.5) };
    }

    private static ManifestTask Describe(string name, string config, EvalSettings settings)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        return new ManifestTask { Name = name, Title = task.Title, Config = config, Settings = settings, CardSettings = task.Settings, Card = task.Card, Questions = 30, AllQuestions = 30 };
    }

    private static AttemptRecord Record(string id, int repeat, double score) => new()
    {
        Task = "aime2025",
        Id = id,
        Repeat = repeat,
        Config = "c",
        Score = score,
        Answer = "<5>",
        Why = "why & how",
        InputTokens = 100,
        OutputTokens = 50,
        Steps = 2,
        Category = "x",
    };
}
