using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Vendor;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

public sealed class VendorTests : IDisposable
{
    private const string Request = """
        {"messages":[{"role":"_input","content":"be brief"},{"role":"user","content":[{"type":"text","text":"find it"}]},
        {"role":"assistant","content":"","reasoning_content":"hm","tool_calls":[{"id":"search:0","type":"function","function":{"name":"search","arguments":"{\"q\":\"x\"}"}}]},
        {"role":"tool","tool_call_id":"search:0","name":"search","content":"nothing"}],
        "tools":[{"type":"function","function":{"name":"search","description":"d","parameters":{"type":"object","properties":{"q":{"type":"string"},"n":{"type":"integer"}},"required":["q"]}}}]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("search", """{"q":"y"}""", true)]
    [InlineData("search", """{"q":"y","n":3}""", true)]
    [InlineData("search", """{"q":5}""", false)]
    [InlineData("search", """{"n":3}""", false)]
    [InlineData("search", """{"q":"y","n":3.5}""", false)]
    [InlineData("browse", """{"q":"y"}""", false)]
    public async Task Calls_are_checked_against_name_and_schema(string name, string arguments, bool isValid)
    {
        Grade grade = await GradeAsync(ScriptedClient.Call((name, arguments)), reference: true);
        Assert.Equal(isValid ? 1 : 0, grade.Metrics[MetricNames.SchemaValid]);
        Assert.Equal(1, grade.Metrics[MetricNames.CallsTools]);
        Assert.Equal(1, grade.Metrics[MetricNames.ReferenceCallsTools]);
    }

    [Fact]
    public async Task Broken_json_does_not_fit()
    {
        Grade grade = await GradeAsync(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "search", null) { Exception = new FormatException() }]), reference: null);
        Assert.Equal(0, grade.Metrics[MetricNames.SchemaValid]);
        Assert.DoesNotContain(MetricNames.ReferenceCallsTools, grade.Metrics.Keys);
    }

    [Fact]
    public async Task A_reply_without_calls_has_no_schema_to_keep()
    {
        Grade grade = await GradeAsync(new ChatMessage(ChatRole.Assistant, "no"), reference: true);
        Assert.Equal(0, grade.Metrics[MetricNames.CallsTools]);
        Assert.DoesNotContain(MetricNames.SchemaValid, grade.Metrics.Keys);
    }

    [Fact]
    public void Requests_are_read_with_their_history()
    {
        Episode episode = new VendorQuestion("1", JsonDocument.Parse(Request).RootElement, null).Begin(new EpisodeServices());
        Assert.Equal(ChatRole.System, episode.Opening[0].Role);
        Assert.Equal("find it", episode.Opening[1].Text);
        Assert.Equal("hm", Assert.Single(episode.Opening[2].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal("search:0", Assert.Single(episode.Opening[2].Contents.OfType<FunctionCallContent>()).CallId);
        Assert.Equal("nothing", Assert.Single(episode.Opening[3].Contents.OfType<FunctionResultContent>()).Result);
        Assert.Equal("search", Assert.Single(episode.Tools).Name);
    }

    [Fact]
    public void The_figures_by_hand()
    {
        // 3 calls that the official API also makes (one of them invalid), 1 that it does not make, 2 that it makes and we do not, 4 without calls on both sides.
        AttemptRecord[] attempts =
        [
            Record(true, true, valid: true), Record(true, true, valid: true), Record(true, true, valid: false), Record(true, false, valid: true),
            Record(false, true), Record(false, true), Record(false, false), Record(false, false), Record(false, false), Record(false, false),
        ];
        IReadOnlyDictionary<string, double> figures = VendorFigures.Of(attempts);
        Assert.Equal(0.75, figures["schema_accuracy"]);
        Assert.Equal(0.75, figures["tool_call_precision"]);
        Assert.Equal(0.6, figures["tool_call_recall"], 9);
        Assert.Equal(2 * 0.75 * 0.6 / 1.35, figures["tool_call_f1"], 9);
        Assert.Empty(VendorFigures.Of([]));
        Assert.Equal(0, VendorFigures.Of([Record(false, true)])["tool_call_f1"]);
    }

    [Fact]
    public void Official_results_join_by_row()
    {
        string line = Request.ReplaceLineEndings(string.Empty);
        File.WriteAllText(Path.Combine(_folder.FullName, "samples.jsonl"), $"{line}\n{line}\n{line}\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "kimi-k2-thinking_results.jsonl"), """
            {"data_index":3,"finish_reason":"tool_calls"}
            {"data_index":1,"finish_reason":"stop"}
            """);
        IReadOnlyList<Question> questions = EvalCatalog.Find("k2-vendor")[0].Load(new DatasetFolder(_folder.FullName));
        Assert.Equal([false, null, true], questions.Cast<VendorQuestion>().Select(question => question.ReferenceCalls));
    }

    [Fact]
    public void The_small_set_declares_valid_schemas()
    {
        IReadOnlyList<Question> questions = EvalCatalog.Find("vendor-mini")[0].Load(new DatasetFolder(null));
        Assert.Equal(60, questions.Count);
        Assert.All(questions, question => K2Sharp.Text.Schema.Validation.JsonSchemaValidator.Compile(question.Begin(new EpisodeServices()).Tools[0].JsonSchema));
    }

    private static AttemptRecord Record(bool calls, bool official, bool? valid = null)
    {
        var metrics = new Dictionary<string, double> { [MetricNames.CallsTools] = calls ? 1 : 0, [MetricNames.ReferenceCallsTools] = official ? 1 : 0 };
        if (valid is { } isValid)
        {
            metrics[MetricNames.SchemaValid] = isValid ? 1 : 0;
        }

        return new AttemptRecord { Task = "k2-vendor", Id = "1", Repeat = 0, Config = "c", Metrics = metrics };
    }

    private static async Task<Grade> GradeAsync(ChatMessage reply, bool? reference)
    {
        Episode episode = new VendorQuestion("1", JsonDocument.Parse(Request).RootElement, reference).Begin(new EpisodeServices());
        var transcript = new Transcript(episode.Opening);
        transcript.Messages.Add(reply);
        return await episode.GradeAsync(transcript, TestContext.Current.CancellationToken);
    }
}
