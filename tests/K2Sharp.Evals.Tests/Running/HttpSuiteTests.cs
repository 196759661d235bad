using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Running.Endpoints;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tests.Tasks;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Running;

/// <summary>The whole path: runner, client, HTTP with streams of events, tools, grading, folder and report.</summary>
public sealed class HttpSuiteTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_perfect_model_behind_http_is_right_on_every_suite_that_ships()
    {
        EvalTask[] tasks = [.. EvalCatalog.Find("decimal,calculator,chain-300,minibrowse,mini-tau,vendor-mini")];
        using var server = new PerfectServer(tasks.SelectMany(task => task.Load(new DatasetFolder(null))));
        using var transport = new HttpClient(server, disposeHandler: false);
        using IChatClient client = EndpointClients.Create(EndpointAddress.Parse("http://127.0.0.1:8000", "perfect", key: null), transport);
        using (RunFolder folder = RunFolder.Open(_folder.FullName))
        {
            var plan = new RunPlan { Tasks = [.. tasks.Select(task => new PlannedTask(task, task.Settings))], Model = "perfect", Where = "http", Limit = 12, Concurrency = 4 };
            var services = new EvalServices(new DatasetFolder(null), new EpisodeServices(), new RetryPolicy(3, new SteppingClock()));
            await new EvalRunner(client, services, folder, plan, TimeProvider.System).RunAsync(progress: null, TestContext.Current.CancellationToken);
        }

        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(_folder.FullName);
        var summary = RunSummary.Of(manifest, records);
        Assert.All(summary.Tasks, task => Assert.True(task.Score?.Mean == 1, $"{task.Label}: {task.Records.FirstOrDefault(record => record.Score < 1)?.Why} {records.FirstOrDefault(record => !record.IsGraded)?.Error}"));
        Assert.All(summary.Tasks, task => Assert.Equal(12, task.Attempts));

        // One request in nine was refused or broken off on the way, which nobody sees.
        Assert.True(server.Broken > 10);
        Assert.All(summary.Tasks, task => Assert.Equal(0, task.Failed));
    }

    /// <summary>An endpoint that knows all answers and now and then is too busy or breaks off.</summary>
    private sealed class PerfectServer(IEnumerable<Question> questions) : HttpMessageHandler
    {
        private readonly Dictionary<string, Question> _questions = questions.ToDictionary(Key, StringComparer.Ordinal);
        private int _requests;

        public int Broken { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            int number = Interlocked.Increment(ref _requests);
            if (number % 9 == 0)
            {
                Broken++;
                return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"error":{"message":"busy"}}""") };
            }

            JsonElement body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
            IReadOnlyList<ChatMessage> messages = OpenAIMessages.Read(body.GetProperty("messages"));
            ChatMessage reply = OfflineSuiteTests.Perfect(_questions[Key(messages)], messages);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Stream(reply), Encoding.UTF8, "text/event-stream") };
        }

        private static string Key(Question question) => Key(question.Begin(new EpisodeServices()).Opening);

        /// <summary>All of the opening; two tickets of different libraries may read the same.</summary>
        private static string Key(IReadOnlyList<ChatMessage> messages) => string.Join('\n', messages.TakeWhile(message => message.Role != ChatRole.Assistant).Select(message => message.Text));

        private static string Stream(ChatMessage reply)
        {
            var text = new StringBuilder();
            if (reply.Text.Length > 0)
            {
                Chunk(text, new JsonObject { ["reasoning_content"] = "I know that." }, null);
                Chunk(text, new JsonObject { ["content"] = reply.Text }, null);
                Chunk(text, [], "stop");
            }
            else
            {
                FunctionCallContent call = reply.Contents.OfType<FunctionCallContent>().Single();
                var function = new JsonObject { ["name"] = call.Name, ["arguments"] = CallArguments.Text(call) };
                Chunk(text, new JsonObject { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["id"] = call.CallId, ["type"] = "function", ["function"] = function }) }, null);
                Chunk(text, [], "tool_calls");
            }

            return text.Append("data: [DONE]\n\n").ToString();
        }

        private static void Chunk(StringBuilder text, JsonObject delta, string? finish)
        {
            var chunk = new JsonObject
            {
                ["id"] = "c",
                ["object"] = "chat.completion.chunk",
                ["created"] = 1,
                ["model"] = "perfect",
                ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
            };
            text.Append("data: ").Append(chunk.ToJsonString()).Append("\n\n");
        }
    }
}
