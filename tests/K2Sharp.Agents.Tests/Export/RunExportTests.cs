using System.Text;
using System.Text.Json;
using K2Sharp.Agents.Export;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;

namespace K2Sharp.Agents.Tests.Export;

public sealed class RunExportTests : IDisposable
{
    private readonly AgentFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Messages_are_the_whole_conversation_as_the_trainer_reads_it()
    {
        using JsonDocument document = JsonDocument.Parse(await ExportAsync("messages"));
        JsonElement[] messages = [.. document.RootElement.GetProperty("messages").EnumerateArray()];
        Assert.Equal(["system", "user", "assistant", "tool", "assistant", "tool", "tool", "assistant"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("I call next", messages[2].GetProperty("reasoning_content").GetString());
        JsonElement call = messages[2].GetProperty("tool_calls")[0];
        Assert.Equal(("functions.next:0", """{"key": "<a>"}"""), (call.GetProperty("id").GetString(), call.GetProperty("function").GetProperty("arguments").GetString()));
        Assert.Equal(("functions.next:0", "next", "after <a>"), (messages[3].GetProperty("tool_call_id").GetString(), messages[3].GetProperty("name").GetString(), messages[3].GetProperty("content").GetString()));
        Assert.Equal("the <b>answer</b>", messages[^1].GetProperty("content").GetString());
        Assert.Equal("next", document.RootElement.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Atif_has_a_step_for_every_turn_with_calls_results_and_metrics()
    {
        using JsonDocument document = JsonDocument.Parse(await ExportAsync("atif"));
        JsonElement root = document.RootElement;
        Assert.Equal("ATIF-v1.6", root.GetProperty("schema_version").GetString());
        JsonElement[] steps = [.. root.GetProperty("steps").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, steps.Length), steps.Select(step => step.GetProperty("step_id").GetInt32()));
        Assert.Equal(["system", "user", "agent", "agent", "agent"], steps.Select(step => step.GetProperty("source").GetString()));
        Assert.Equal("<a>", steps[2].GetProperty("tool_calls")[0].GetProperty("arguments").GetProperty("key").GetString());
        Assert.Equal("functions.next:2", steps[3].GetProperty("observation").GetProperty("results")[1].GetProperty("source_call_id").GetString());
        Assert.Equal("{\"key\":", steps[3].GetProperty("tool_calls")[1].GetProperty("arguments").GetString());
        Assert.Equal(30, root.GetProperty("final_metrics").GetProperty("total_completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_swe_agent_trajectory_has_thought_action_and_observation()
    {
        using JsonDocument document = JsonDocument.Parse(await ExportAsync("swe-agent"));
        JsonElement first = document.RootElement.GetProperty("trajectory")[0];
        Assert.Equal(("I call next", "next {\"key\": \"<a>\"}", "after <a>"), (first.GetProperty("thought").GetString(), first.GetProperty("action").GetString(), first.GetProperty("observation").GetString()));
        Assert.Equal(("completed", "the <b>answer</b>"), (document.RootElement.GetProperty("info").GetProperty("exit_status").GetString(), document.RootElement.GetProperty("info").GetProperty("submission").GetString()));
    }

    [Fact]
    public async Task A_page_needs_nothing_from_elsewhere_and_no_text_becomes_markup()
    {
        string html = await ExportAsync("html");
        Assert.DoesNotMatch("<script|https?://|src=|@import|url\\(", html);
        Assert.Contains("the &lt;b&gt;answer&lt;/b&gt;", html, StringComparison.Ordinal);
        Assert.Contains("after &lt;a&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a>", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<article").Length - 1);
    }

    [Fact]
    public async Task What_was_rewound_is_in_atif_but_not_in_messages()
    {
        var tool = new ScriptedTool("next", _ => "same");
        AgentResult result = await _fixture.RunAsync(ScriptedModel.Of(ScriptedTurn.Call("next", "{}")), [tool]);
        using JsonDocument messages = JsonDocument.Parse(Export("messages", result.Run));
        using JsonDocument atif = JsonDocument.Parse(Export("atif", result.Run));
        Assert.Equal(5, messages.RootElement.GetProperty("messages").EnumerateArray().Count(message => message.GetProperty("role").GetString() == "tool"));
        Assert.Equal(12, atif.RootElement.GetProperty("steps").EnumerateArray().Count(step => step.GetProperty("source").GetString() == "agent"));
    }

    private async Task<string> ExportAsync(string name)
    {
        var tool = new ScriptedTool("next", invocation => $"after {invocation.Text("key")}");
        var model = ScriptedModel.Of(
            ScriptedTurn.Call("next", """{"key": "<a>"}"""),
            new ScriptedTurn { Calls = [("x", "next", """{"key":"b"}"""), ("x", "next", """{"key":""")] },
            ScriptedTurn.Answer("the <b>answer</b>"));
        AgentResult result = await _fixture.RunAsync(model, [tool], new AgentOptions { System = "be brief" });
        return Export(name, result.Run);
    }

    private string Export(string name, string run)
    {
        using var buffer = new MemoryStream();
        RunExports.All.Single(export => export.Name == name).Write(run, _fixture.Journal.Read(run), buffer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
