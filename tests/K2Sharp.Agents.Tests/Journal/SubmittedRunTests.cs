using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;

namespace K2Sharp.Agents.Tests.Journal;

public sealed class SubmittedRunTests : IDisposable
{
    private readonly AgentFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_run_that_was_asked_for_is_begun_once_and_gone_on_with()
    {
        string run = _fixture.Journal.Submit(new RunRequest { Task = "ask", Seed = 3 });
        using var interrupt = new CancellationTokenSource();
        var tool = new ScriptedTool("look", _ => "seen");
        using var model = new ScriptedModel(request =>
        {
            if (request.Number == 2)
            {
                interrupt.Cancel();
                interrupt.Token.ThrowIfCancellationRequested();
            }

            return request.Number == 1 ? ScriptedTurn.Call("look", "{}") : ScriptedTurn.Answer("done");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(run, model, tool, interrupt.Token));
        Assert.Equal([run], _fixture.Journal.Waiting());

        AgentResult result = await RunAsync(run, model, tool, TestContext.Current.CancellationToken);
        Assert.Equal((run, AgentStatus.Completed, "done", 1), (result.Run, result.Status, result.Answer, tool.Count));
        Assert.Equal("ask", Assert.Single(_fixture.Journal.Read(run).Select(record => record.Entry).OfType<RunStarted>()).Task);
        Assert.Empty(_fixture.Journal.Waiting());
    }

    private async Task<AgentResult> RunAsync(string run, ScriptedModel model, ScriptedTool tool, CancellationToken cancellation)
    {
        using JournalWriter writer = _fixture.Journal.Write(run);
        return await _fixture.Runner(model, [tool], new AgentOptions { Seed = 3 }).RunAsync(writer, _fixture.Journal.Request(run)!, cancellation);
    }
}
