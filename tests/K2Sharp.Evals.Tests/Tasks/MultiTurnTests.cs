using System.Text.Json;
using K2Sharp.Agents.Sandbox;
using K2Sharp.Evals.Data;
using K2Sharp.Evals.Grading;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;
using K2Sharp.Evals.Tasks.Agentic;
using K2Sharp.Evals.Tests.Running;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tests.Tasks;

/// <summary>BFCL's multi-turn rule over a class made by hand in the published ones' form, in the real sandbox.</summary>
public sealed class MultiTurnTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("create_ticket:{\"title\":\"a\"}|close_ticket:{\"ticket_id\":1};get_ticket:{\"ticket_id\":1}", 1, "right")]
    [InlineData("create_ticket:{\"title\":\"a\"}|get_ticket:{\"ticket_id\":1};close_ticket:{\"ticket_id\":1};get_ticket:{\"ticket_id\":1}", 1, "right")]
    [InlineData("create_ticket:{\"title\":\"b\"}|close_ticket:{\"ticket_id\":1};get_ticket:{\"ticket_id\":1}", 0, "turn 1: TicketAPI.tickets is not as it should be")]
    [InlineData("create_ticket:{\"title\":\"a\"}|close_ticket:{\"ticket_id\":1}", 0, "turn 2: a result is missing: {\"id\": 1, \"title\": \"a\", \"open\": false}")]
    [InlineData("create_ticket:{\"title\":\"a\"}|", 0, "turn 2: no call where some were expected")]
    [InlineData("no_such:{}|", 0, "turn 1: TicketAPI.tickets is not as it should be")]
    public async Task States_and_results_decide(string script, double score, string why)
    {
        Write();
        var tools = new AgentTools { Folder = _folder.FullName };
        try
        {
            await tools.RequireSandboxAsync(Cancellation);
        }
        catch (SandboxUnavailableException exception)
        {
            Assert.Skip(exception.Message);
        }

        EvalTask task = EvalCatalog.Find("bfcl-multi-turn")[0];
        Question question = Assert.Single(task.Load(new DatasetFolder(_folder.FullName)));
        await using Episode episode = question.Begin(new EpisodeServices(Tools: tools));
        Assert.Equal(["create_ticket", "close_ticket", "get_ticket"], episode.Tools.Select(tool => tool.Name));
        var calls = new Queue<string>(script.Replace("|", ";!;", StringComparison.Ordinal).Split(';', StringSplitOptions.RemoveEmptyEntries));
        var client = new ScriptedClient((_, _) =>
        {
            if (!calls.TryDequeue(out string? next) || next == "!")
            {
                return new ChatMessage(ChatRole.Assistant, "Done.");
            }

            string[] parts = next.Split(':', 2);
            return ScriptedClient.Call((parts[0], parts[1]));
        });
        var player = new EpisodePlayer(client, task.Settings, new RetryPolicy(1, new SteppingClock()), TimeProvider.System);
        Grade grade = await episode.GradeAsync(await player.PlayAsync(episode, 1, Cancellation), Cancellation);
        Assert.Equal((score, why), (grade.Score, grade.Why));
    }

    private void Write()
    {
        string source = Directory.CreateDirectory(Path.Combine(_folder.FullName, "func_source_code")).FullName;
        File.WriteAllText(Path.Combine(source, "ticket_api.py"), """
            class TicketAPI:
                def _load_scenario(self, scenario, long_context=False):
                    self.tickets = scenario.get('tickets', [])
                    self._hidden = object()

                def create_ticket(self, title):
                    self.tickets.append({'id': len(self.tickets) + 1, 'title': title, 'open': True})
                    return self.tickets[-1]

                def close_ticket(self, ticket_id):
                    self.tickets[ticket_id - 1]['open'] = False

                def get_ticket(self, ticket_id):
                    return self.tickets[ticket_id - 1]
            """);
        string docs = Directory.CreateDirectory(Path.Combine(_folder.FullName, "multi_turn_func_doc")).FullName;
        File.WriteAllLines(Path.Combine(docs, "ticket_api.json"), ((string, string, string)[])[("create_ticket", "title", "string"), ("close_ticket", "ticket_id", "integer"), ("get_ticket", "ticket_id", "integer")] switch
        {
            var functions => functions.Select(function => JsonSerializer.Serialize(new
            {
                name = function.Item1,
                description = function.Item1,
                parameters = new { type = "dict", properties = new Dictionary<string, object> { [function.Item2] = new { type = function.Item3, description = "x" } }, required = new[] { function.Item2 } },
            })),
        });
        File.WriteAllText(Path.Combine(_folder.FullName, "BFCL_v4_multi_turn_base.json"), """
            {"id":"multi_turn_base_0","question":[[{"role":"user","content":"Open a ticket a."}],[{"role":"user","content":"Close it and show it."}]],"initial_config":{"TicketAPI":{"tickets":[]}},"involved_classes":["TicketAPI"]}
            """);
        File.WriteAllText(Path.Combine(_folder.FullName, "answers_BFCL_v4_multi_turn_base.json"), """
            {"id":"multi_turn_base_0","ground_truth":[["create_ticket(title='a')"],["close_ticket(1)","get_ticket(ticket_id=1)"]]}
            """);
    }
}
