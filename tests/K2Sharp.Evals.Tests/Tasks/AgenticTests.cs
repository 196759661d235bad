using System.Text.Json;
using System.Text.RegularExpressions;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Agents.Tools.Search;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tasks.Offline;
using K2Sharp.Evals.Tests.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>Benchmarks whose model has tools: the tools are those of K2Sharp.Agents, the sandbox is real, the model is scripted behind a socket.</summary>
public sealed class AgenticTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Browsecomp_runs_from_its_encrypted_file_to_the_judged_answer()
    {
        string town = Path.Combine(_folder.FullName, "town");
        Assert.Equal((100, 500), MiniBrowseExport.Write(town));
        Assert.DoesNotContain("lives in", File.ReadAllText(Path.Combine(town, MiniBrowseExport.QuestionsName)), StringComparison.Ordinal);
        using CorpusIndex index = CorpusIndex.Build(Path.Combine(town, MiniBrowseExport.CorpusName));
        await using ChatServer server = await ChatServer.StartAsync(Browse);
        var tools = new AgentTools { Search = [new SearchTool(index), new OpenTool(index)], SearchSource = "town", BlockedHosts = ["huggingface.co"] };
        RunSummary summary = await RunAsync(server, "browsecomp", new DatasetFolder(town), tools, limit: 20);
        TaskSummary task = Assert.Single(summary.Tasks);
        Assert.True(task.Score?.Mean == 1, task.Records.FirstOrDefault(record => record.Score < 1)?.Why);
        Assert.Equal(20, task.Attempts);
        Assert.Equal(60.2, task.Task.Card!.Percent);
        Assert.All(task.Records, record => Assert.True(record.ToolCalls >= 2));
        Assert.Equal("town", summary.Manifest.SearchSource);
    }

    [Fact]
    public async Task Hle_in_heavy_mode_rolls_out_with_tools_and_aggregates_without()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "hle.jsonl"), """
            {"id":"a","question":"What is the sum of the first hundred primes?","image":"","answer":"24133","answer_type":"exactMatch","category":"Math"}
            {"id":"b","question":"What is shown?","image":"data:image/png;base64,AA","answer":"x","answer_type":"exactMatch","category":"Math"}
            """);
        string corpus = Directory.CreateDirectory(Path.Combine(_folder.FullName, "corpus")).FullName;
        File.WriteAllText(Path.Combine(corpus, "primes.txt"), "Primes\nA prime has two divisors.\n");
        using CorpusIndex index = CorpusIndex.Build(corpus);
        await using ChatServer server = await ChatServer.StartAsync((JsonElement request) =>
        {
            IReadOnlyList<ChatMessage> messages = OpenAIMessages.Read(request.GetProperty("messages"));
            if (!request.TryGetProperty("tools", out JsonElement tools))
            {
                Assert.Contains("candidate answers", messages[^1].Text, StringComparison.Ordinal);
                return new ChatMessage(ChatRole.Assistant, "Explanation: all agree\nExact Answer: 24133\nConfidence: 90%");
            }

            Assert.Equal(["open", "python", "search"], tools.EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!).Order());
            return Result(messages) is { } result
                ? new ChatMessage(ChatRole.Assistant, $"Explanation: computed\nExact Answer: {result.Trim()}\nConfidence: 80%")
                : ScriptedClient.Call(("python", JsonSerializer.Serialize(new { code = "p=[n for n in range(2,600) if all(n%d for d in range(2,n))]\nsum(p[:100])" })));
        });
        await RequireSandboxAsync();
        var agentTools = new AgentTools { Search = [new SearchTool(index), new OpenTool(index)], SearchSource = "primes" };
        RunSummary summary = await RunAsync(server, "hle-heavy", new DatasetFolder(_folder.FullName), agentTools, trajectories: 3);
        TaskSummary task = Assert.Single(summary.Tasks);
        AttemptRecord record = Assert.Single(task.Records);
        Assert.True(record.Score >= 1, record.Why);
        Assert.Equal((7, 3), (record.Steps, record.ToolCalls));
        Assert.Equal(1, record.Metrics["single_mean"]);
    }

    [Fact]
    public async Task Aime_with_python_keeps_variables_and_every_attempt_has_its_own()
    {
        await RequireSandboxAsync();
        File.WriteAllText(Path.Combine(_folder.FullName, "aime2025.jsonl"), """{"id":"1","problem":"What is the last three digits of 7^999?","answer":"143"}""");
        await using ChatServer server = await ChatServer.StartAsync((IReadOnlyList<ChatMessage> messages) => messages.Count(message => message.Role == ChatRole.Tool) switch
        {
            0 => ScriptedClient.Call(("python", """{"code":"print('x' in globals())\nx = pow(7, 999, 1000)"}""")),
            1 => ScriptedClient.Call(("python", """{"code":"x"}""")),
            _ => new ChatMessage(ChatRole.Assistant, $$"""{{string.Join(' ', messages.Where(message => message.Role == ChatRole.Tool).Take(1).SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result))}} \boxed{ {{Result(messages)!.Trim()}} }"""),
        });
        RunSummary summary = await RunAsync(server, "aime2025-python", new DatasetFolder(_folder.FullName), new AgentTools(), repeats: 3);
        TaskSummary task = Assert.Single(summary.Tasks);
        Assert.True(task.Score!.Mean == 1, task.Records[0].Why);
        string[] transcripts = [.. Directory.GetFiles(Path.Combine(_folder.FullName, "run", "transcripts", "aime2025-python")).Select(File.ReadAllText)];
        Assert.Equal(3, transcripts.Length);
        Assert.All(transcripts, text => Assert.Contains("False", text, StringComparison.Ordinal));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.FullName, "workspaces")));
    }

    [Fact]
    public async Task Calls_are_checked_and_blocked_hosts_are_refused()
    {
        string corpus = Directory.CreateDirectory(Path.Combine(_folder.FullName, "corpus")).FullName;
        File.WriteAllText(Path.Combine(corpus, "a.txt"), "Apples\nApples grow on trees.\n");
        using CorpusIndex index = CorpusIndex.Build(corpus);
        var tools = new AgentTools { Search = [new SearchTool(index), new OpenTool(index)], BlockedHosts = ["huggingface.co"], Folder = _folder.FullName };
        await using AgentWorld world = tools.Open(ToolNeeds.Search, tools.NewWorkspace());
        IReadOnlyList<string> results = await world.CallAsync(
            [.. ScriptedClient.Call(
                ("open", """{"url":"https://huggingface.co/datasets/hle"}"""),
                ("search", """{"query":"apples"}"""),
                ("search", """{"q":"apples"}"""),
                ("rm", "{}")).Contents.OfType<FunctionCallContent>()],
            Cancellation);
        Assert.DoesNotContain("there is no document", results[0], StringComparison.Ordinal);
        Assert.Contains("corpus://a.txt", results[1], StringComparison.Ordinal);
        Assert.Contains("Invalid call", results[2], StringComparison.Ordinal);
        Assert.Contains("there is no tool rm", results[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_with_search_is_not_begun_without_any()
    {
        await using ChatServer server = await ChatServer.StartAsync((JsonElement _) => null);
        MiniBrowseExport.Write(_folder.FullName);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(server, "browsecomp", new DatasetFolder(_folder.FullName), new AgentTools()));
        Assert.Empty(server.Requests);
    }

    /// <summary>A model that knows how to use search: finds the town, opens what it found, and picks whoever keeps the animal.</summary>
    private static ChatMessage Browse(IReadOnlyList<ChatMessage> messages)
    {
        Match asked = Regex.Match(messages[0].Text, @"Which (?<trade>\w+) lives in (?<town>\w+) and keeps a (?<animal>\w+)\?", RegexOptions.None, TimeSpan.FromSeconds(1));
        string[] results = [.. messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result!.ToString()!)];
        if (results.Length == 0)
        {
            return ScriptedClient.Call(("search", JsonSerializer.Serialize(new { query = asked.Groups["town"].Value })));
        }

        string? found = results.Skip(1).FirstOrDefault(text => text.Contains($"animal {asked.Groups["animal"].Value}", StringComparison.Ordinal) && text.Contains($"town {asked.Groups["town"].Value}", StringComparison.Ordinal));
        if (found is not null)
        {
            string fact = Regex.Match(found, @"is called (?<fact>\w+)\.", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["fact"].Value;
            return new ChatMessage(ChatRole.Assistant, $"Explanation: it says so.\nExact Answer: {fact}\nConfidence: 95%");
        }

        string[] urls = [.. Regex.Matches(results[0], @"corpus://\S+", RegexOptions.None, TimeSpan.FromSeconds(1)).Select(match => match.Value)];
        return ScriptedClient.Call([.. urls.Select(url => ("open", JsonSerializer.Serialize(new { url })))]);
    }

    private static string? Result(IReadOnlyList<ChatMessage> messages) => messages[^1].Contents.OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString();

    private static async Task RequireSandboxAsync()
    {
        try
        {
            await new AgentTools().RequireSandboxAsync(Cancellation);
        }
        catch (SandboxUnavailableException exception)
        {
            Assert.Skip(exception.Message);
        }
    }

    private async Task<RunSummary> RunAsync(ChatServer server, string name, DatasetFolder data, AgentTools tools, int? limit = null, int repeats = 1, int trajectories = 1)
    {
        EvalTask task = EvalCatalog.Find(name)[0];
        string path = Path.Combine(_folder.FullName, "run");
        using IChatClient client = EndpointClients.Create(EndpointAddress.Parse(server.Address, "scripted", key: null));
        using var cache = new JudgeCache();
        var retry = new RetryPolicy(2, new SteppingClock());

        // The answers are right to the letter, so that this judge is never asked.
        var judge = new Judge(ScriptedClient.Saying("correct: no"), "judge", cache, retry);
        string workspaces = Directory.CreateDirectory(Path.Combine(_folder.FullName, "workspaces")).FullName;
        var services = new EvalServices(data, new EpisodeServices(judge, Tools: tools with { Folder = workspaces }), retry);
        using (RunFolder folder = RunFolder.Open(path))
        {
            EvalSettings settings = task.Settings with { Repeats = repeats, Trajectories = trajectories };
            var plan = new RunPlan { Tasks = [new PlannedTask(task, settings)], Model = "scripted", Where = server.Address, Limit = limit, Concurrency = 3, JudgeModel = "judge", SearchSource = tools.SearchSource };
            await new EvalRunner(client, services, folder, plan, TimeProvider.System).RunAsync(progress: null, Cancellation);
        }

        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(path);
        return RunSummary.Of(manifest, records);
    }
}
