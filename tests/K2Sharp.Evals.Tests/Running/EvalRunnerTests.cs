using System.Net;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tests.Tasks;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

public sealed class EvalRunnerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_run_is_kept_and_summed_up()
    {
        RunSummary summary = await RunAsync(Decimals(), "decimal", limit: 20, repeats: 2);
        TaskSummary task = Assert.Single(summary.Tasks);
        Assert.Equal(20, task.Questions);
        Assert.Equal(40, task.Attempts);
        Assert.Equal(1, task.Score!.Mean);
        Assert.Equal(1, task.Figures["pass@2"]);
        Assert.Equal(1, task.Figures["maj@2"]);
        Assert.Equal(40 * 5, task.AllOutputTokens);
        Assert.Equal(40, Directory.GetFiles(Path.Combine(_folder.FullName, "transcripts", "decimal"), "*.json").Length);
    }

    [Fact]
    public async Task A_resumed_run_asks_only_what_is_missing()
    {
        await RunAsync(Decimals(), "decimal", limit: 20);
        string results = Path.Combine(_folder.FullName, "results.jsonl");

        // As a kill leaves it: five lines gone and one torn.
        string[] lines = File.ReadAllLines(results);
        File.WriteAllText(results, string.Join('\n', lines[..14]) + "\n" + lines[14][..30]);
        ScriptedClient client = Decimals();
        RunSummary summary = await RunAsync(client, "decimal", limit: 20);
        Assert.Equal(6, client.Requests.Count);
        Assert.Equal(20, summary.Tasks[0].Attempts);
        Assert.Equal(20, File.ReadAllLines(results).Length);

        // More repeats add to what is there; another seed begins anew.
        client = Decimals();
        await RunAsync(client, "decimal", limit: 20, repeats: 2);
        Assert.Equal(20, client.Requests.Count);
        client = Decimals();
        await RunAsync(client, "decimal", limit: 20, seed: 5);
        Assert.Equal(20, client.Requests.Count);
    }

    [Fact]
    public async Task Seeds_do_not_depend_on_order_or_limit()
    {
        ScriptedClient few = Decimals();
        await RunAsync(few, "decimal", limit: 5);
        Directory.Delete(Path.Combine(_folder.FullName, "transcripts"), recursive: true);
        File.Delete(Path.Combine(_folder.FullName, "results.jsonl"));
        ScriptedClient many = Decimals();
        await RunAsync(many, "decimal", limit: 50, concurrency: 4);
        Dictionary<string, long?> seeds = many.Requests.ToDictionary(request => request.Messages[0].Text, request => request.Options!.Seed, StringComparer.Ordinal);
        Assert.All(few.Requests, request => Assert.Equal(seeds[request.Messages[0].Text], request.Options!.Seed));
    }

    [Fact]
    public async Task What_fails_on_the_way_is_not_wrong_and_is_made_again()
    {
        int count = 0;
        var broken = new ScriptedClient((messages, _) => ++count % 2 == 0 ? throw new HttpRequestException("gone", null, HttpStatusCode.BadGateway) : Decimal(messages));
        RunSummary summary = await RunAsync(broken, "decimal", limit: 10);
        TaskSummary task = summary.Tasks[0];
        Assert.Equal(5, task.Failed);
        Assert.Equal(5, task.Attempts);
        Assert.Equal(1, task.Score!.Mean);
        Assert.Equal(0, task.Wrong);
        ScriptedClient whole = Decimals();
        summary = await RunAsync(whole, "decimal", limit: 10);
        Assert.Equal(5, whole.Requests.Count);
        Assert.Equal(0, summary.Tasks[0].Failed);
        Assert.Equal(10, summary.Tasks[0].Attempts);
    }

    [Fact]
    public async Task Cut_off_attempts_are_told_apart_from_wrong_ones()
    {
        ScriptedClient client = ScriptedClient.Saying("Let me think about");
        client.Finish = ChatFinishReason.Length;
        TaskSummary task = (await RunAsync(client, "decimal", limit: 10)).Tasks[0];
        Assert.Equal(10, task.Truncated);
        Assert.Equal(0, task.Wrong);
        Assert.Equal(0, task.Score!.Mean);
    }

    [Fact]
    public async Task Bugs_are_not_taken_for_failures_on_the_way() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync(new ScriptedClient((_, _) => throw new InvalidDataException("a bug")), "decimal", limit: 1));

    [Fact]
    public async Task A_folder_is_written_by_one_run_at_a_time()
    {
        using RunFolder first = RunFolder.Open(_folder.FullName);
        Assert.Contains("in use", (await Assert.ThrowsAsync<IOException>(() => RunAsync(Decimals(), "decimal", limit: 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heavy_mode_shows_all_answers_to_one_last_turn()
    {
        int count = 0;
        var client = new ScriptedClient((messages, _) => messages[^1].Text.Contains("candidate answers", StringComparison.Ordinal)
            ? Decimal(messages)
            : new ChatMessage(ChatRole.Assistant, Interlocked.Increment(ref count) <= 2 ? "I cannot say" : Decimal(messages).Text));
        TaskSummary task = (await RunAsync(client, "decimal", limit: 1, trajectories: 8)).Tasks[0];
        Assert.Equal(9, client.Requests.Count);
        Assert.Equal(9, client.Requests.Select(request => request.Options!.Seed).Distinct().Count());
        Assert.Contains("8. ", client.Requests[^1].Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, task.Score!.Mean);
        Assert.Equal(0.75, task.Figures["single_mean"]);
        Assert.Equal(1, task.Figures["best_of"]);
        Assert.Equal(1, task.Figures["majority"]);
    }

    [Fact]
    public async Task A_task_without_its_judge_is_refused_before_anything_is_asked()
    {
        ScriptedClient client = Decimals();
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(client, "hle", limit: 1));
        Assert.Empty(client.Requests);
    }

    private static ScriptedClient Decimals() => new((messages, _) => Decimal(messages));

    private static ChatMessage Decimal(IReadOnlyList<ChatMessage> messages) => PerfectModel.Reply(new PromptQuestion("d", string.Empty, string.Empty, _ => K2Sharp.Evals.Grading.Grade.Right(null)), messages);

    private async Task<RunSummary> RunAsync(ScriptedClient client, string task, int limit, int repeats = 1, long seed = 0, int concurrency = 1, int trajectories = 1)
    {
        using RunFolder folder = RunFolder.Open(_folder.FullName);
        EvalTask found = EvalCatalog.Find(task)[0];
        var plan = new RunPlan
        {
            Tasks = [new PlannedTask(found, found.Settings with { Repeats = repeats, Trajectories = trajectories })],
            Model = "scripted",
            Where = "test",
            Seed = seed,
            Limit = limit,
            Concurrency = concurrency,
        };
        var services = new EvalServices(new DatasetFolder(null), new EpisodeServices(), new RetryPolicy(1, TimeProvider.System));
        await new EvalRunner(client, services, folder, plan, TimeProvider.System).RunAsync(progress: null, TestContext.Current.CancellationToken);
        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(_folder.FullName);
        return RunSummary.Of(manifest, records);
    }
}
