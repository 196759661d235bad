using System.Globalization;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tests.Tasks;
using K2Sharp.TestData;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

/// <summary>The whole path: runner, client, a socket, streams of events, tools, grading, folder and report.</summary>
public sealed class HttpSuiteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    private EpisodeServices Services => new(Tools: new AgentTools { Folder = _folder.FullName });

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("decimal", 200)]
    [InlineData("calculator", 100)]
    [InlineData("chain-300", 12)]
    [InlineData("minibrowse", 100)]
    [InlineData("mini-tau", 42)]
    [InlineData("vendor-mini", 60)]
    [InlineData("mini-swe", 12)]
    [InlineData("bfcl-simple", 60)]
    [InlineData("bfcl-parallel", 40)]
    [InlineData("bfcl-irrelevance", 40)]
    [InlineData("aime2025", 30)]
    [InlineData("mmlu-pro", 100)]
    public async Task A_perfect_model_is_right_on_every_suite(string name, int questions)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        DatasetFolder data = Data(name);
        var known = new Dictionary<string, Question>(StringComparer.Ordinal);
        foreach (Question question in task.Load(data))
        {
            known.TryAdd(Key(await OpeningAsync(question)), question);
        }

        Dictionary<string, string> answers = Answers(name);
        int requests = 0;
        int refused = 0;
        await using ChatServer server = await ChatServer.StartAsync((IReadOnlyList<ChatMessage> messages) =>
        {
            // One request in nine is refused, which nobody sees in the end.
            if (Interlocked.Increment(ref requests) % 9 == 0)
            {
                Interlocked.Increment(ref refused);
                return null;
            }

            Question question = known[Key(messages)];
            return answers.TryGetValue(question.Id, out string? answer) ? new ChatMessage(ChatRole.Assistant, answer) : PerfectModel.Reply(question, messages);
        });
        RunSummary summary = await RunAsync(server, task, data, questions);
        TaskSummary result = Assert.Single(summary.Tasks);
        Assert.True(result.Score?.Mean == 1, $"{result.Score?.Mean}: {result.Records.FirstOrDefault(record => record.Score < 1)?.Why}");
        Assert.Equal((questions, 0), (result.Questions, result.Failed));
        Assert.True(refused >= questions / 9);
    }

    [Theory]
    [InlineData("decimal", 200, 0.5)]
    [InlineData("calculator", 100, 0)]
    [InlineData("chain-300", 20, 0)]
    [InlineData("minibrowse", 100, 0)]
    [InlineData("mini-tau", 42, 18 / 42.0)]
    [InlineData("vendor-mini", 60, 0)]
    [InlineData("mini-swe", 12, 0)]
    [InlineData("mmlu-pro", 300, 0.1112)] // the mean of one over the number of options
    [InlineData("bfcl-simple", 60, 0)]
    [InlineData("aime2025", 30, 0)]
    public async Task A_guessing_model_has_what_guessing_gives(string name, int questions, double chance)
    {
        await using ChatServer server = await ChatServer.StartAsync(GuessingModel.Reply);
        RunSummary summary = await RunAsync(server, EvalCatalog.Find(name)[0], Data(name), questions);
        Estimate score = Assert.Single(summary.Tasks).Score!;
        Assert.True(score.Low <= chance + 1e-9 && chance <= score.High, string.Create(CultureInfo.InvariantCulture, $"{chance} is not in {score.Low} to {score.High}"));
        Assert.Equal(questions, summary.Tasks[0].Attempts);
    }

    private static DatasetFolder Data(string name) => new(name is "aime2025" or "mmlu-pro" || name.StartsWith("bfcl", StringComparison.Ordinal) ? SharedData.Path("evals") : null);

    /// <summary>What the data themselves say, for questions whose answer is only in their grader.</summary>
    private static Dictionary<string, string> Answers(string name) => name switch
    {
        "aime2025" => DatasetFile.Read(SharedData.Path("evals", "aime2025.jsonl")).ToDictionary(row => row.TextOrNull("id") ?? row.TextOrNull("problem_idx") ?? $"{row.Number}", row => $$"""So it is \boxed{{{row.Text("answer")}}}."""),
        "mmlu-pro" => DatasetFile.Read(SharedData.Path("evals", "mmlu_pro_test_12032.jsonl.gz")).ToDictionary(row => row.Text("question_id"), row => $"The answer is ({row.Text("answer")})."),
        _ => [],
    };

    private async Task<IReadOnlyList<ChatMessage>> OpeningAsync(Question question)
    {
        await using Episode episode = question.Begin(Services);
        return episode.Opening;
    }

    private async Task<RunSummary> RunAsync(ChatServer server, EvalTask task, DatasetFolder data, int limit)
    {
        using IChatClient client = EndpointClients.Create(EndpointAddress.Parse(server.Address, "scripted", key: null));
        using (RunFolder folder = RunFolder.Open(_folder.FullName))
        {
            var plan = new RunPlan { Tasks = [new PlannedTask(task, task.Settings with { Repeats = 1 })], Model = "scripted", Where = server.Address, Limit = limit, Concurrency = 4 };
            var services = new EvalServices(data, Services, new RetryPolicy(4, new SteppingClock()));
            await new EvalRunner(client, services, folder, plan, TimeProvider.System).RunAsync(progress: null, TestContext.Current.CancellationToken);
        }

        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(_folder.FullName);
        var summary = RunSummary.Of(manifest, records);
        ReportFiles.Write(_folder.FullName, summary);
        return summary;
    }

    /// <summary>All of the opening; two tickets of different libraries may read the same.</summary>
    private static string Key(IReadOnlyList<ChatMessage> messages) => string.Join('\n', messages.TakeWhile(message => message.Role != ChatRole.Assistant).Select(message => message.Text));
}
