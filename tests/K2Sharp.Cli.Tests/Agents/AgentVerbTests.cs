using System.Text.Json;

namespace K2Sharp.Cli.Tests.Agents;

public sealed class AgentVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Journal => _folder.File("runs/agent.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_with_tools_ends_in_one_json_object()
    {
        using var server = new ScriptedServer(request => ScriptedServer.Results(request) switch
        {
            0 => ScriptedServer.Call("calculator", new { expression = "6*7" }),
            1 => ScriptedServer.Call("str_replace_editor", new { command = "create", path = "answer.txt", file_text = "42\n" }),
            _ => """{"content":"it is 42"}""",
        });
        CliRun run = Agent(server, "what is it?", "--tools", "calculator,str_replace_editor,read_file", "--workspace", _folder.File("space"), "--json").AssertSuccess();
        JsonElement json = run.Json;
        Assert.Equal(("completed", 3, 2, "it is 42"), (json.GetProperty("status").GetString(), json.GetProperty("steps").GetInt32(), json.GetProperty("tool_calls").GetInt32(), json.GetProperty("answer").GetString()));
        Assert.Equal((30, 15), (json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), json.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        Assert.Equal("42\n", File.ReadAllText(_folder.File("space/answer.txt")));
        Assert.Equal("""{"result":42}""", server.Requests[1].GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
        Assert.Contains("-> calculator", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_answer_is_on_standard_output()
    {
        using var server = new ScriptedServer(_ => """{"reasoning_content":"hm","content":"hello"}""");
        CliRun run = Agent(server, "say hello", "--tools", "none").AssertSuccess();
        Assert.Equal("hello\n", run.Output);
        Assert.Contains("completed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_run_is_resumed_with_the_options_it_was_begun_with()
    {
        using var server = new ScriptedServer(request => ScriptedServer.Results(request) == 0
            ? ScriptedServer.Call("calculator", new { expression = "1+1" })
            : "!404");
        CliRun failed = Agent(server, "add", "--tools", "calculator", "--seed", "7", "--max-steps", "5", "--json", "--max-time", "600");
        Assert.Equal(1, failed.ExitCode);
        JsonElement json = failed.Json;
        Assert.Equal("failed", json.GetProperty("status").GetString());
        string id = json.GetProperty("run_id").GetString()!;
        using var again = new ScriptedServer(_ => """{"content":"two"}""");
        CliRun resumed = CliRun.Of("agent", "--resume", id, "--url", again.Url, "--journal", Journal, "--json").AssertSuccess();
        Assert.Equal(("completed", "two", 2), (resumed.Json.GetProperty("status").GetString(), resumed.Json.GetProperty("answer").GetString(), resumed.Json.GetProperty("steps").GetInt32()));
        JsonElement request = Assert.Single(again.Requests);
        Assert.Equal("calculator", request.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(1, request.GetProperty("tools").GetArrayLength());
        Assert.Equal("""{"result":2}""", request.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
    }

    [Fact]
    public void Runs_are_listed_shown_exported_forked_and_rewound()
    {
        using var server = new ScriptedServer(request => ScriptedServer.Results(request) == 0 ? ScriptedServer.Call("calculator", new { expression = "2^5" }) : """{"content":"32"}""");
        string id = Agent(server, "power", "--tools", "calculator", "--json").AssertSuccess().Json.GetProperty("run_id").GetString()!;
        Assert.Contains(id, Verb("list").Output, StringComparison.Ordinal);
        Assert.Equal("completed", Verb("list", "--json").Json.GetProperty("runs")[0].GetProperty("status").GetString());
        Assert.Contains("calculator", Verb("show", id).Output, StringComparison.Ordinal);
        Assert.Equal("started", Verb("show", id, "--json").JsonLines.First().GetProperty("entry").GetProperty("kind").GetString());
        Assert.Equal(4, Verb("export", id).Json.GetProperty("messages").GetArrayLength());
        Verb("export", id, "--format", "html", "--out", _folder.File("run.html"));
        Assert.StartsWith("<!doctype html>", File.ReadAllText(_folder.File("run.html")), StringComparison.Ordinal);
        string fork = Verb("fork", id, "--at", "3").Output.Trim();
        Assert.Equal(id, Verb("list", "--json").Json.GetProperty("runs").EnumerateArray().First(run => run.GetProperty("run_id").GetString() == fork).GetProperty("parent").GetString());
        Verb("rewind", id, "--to-step", "1");
        CliRun resumed = CliRun.Of("agent", "--resume", id, "--journal", Journal, "--json").AssertSuccess();
        Assert.Equal((3, "32"), (resumed.Json.GetProperty("steps").GetInt32(), resumed.Json.GetProperty("answer").GetString()));
    }

    [Fact]
    public void Heavy_mode_compares_several_runs()
    {
        using var server = new ScriptedServer(request => request.GetProperty("messages")[0].GetProperty("content").GetString()!.Contains("Answer 3:", StringComparison.Ordinal)
            ? """{"content":"the best"}"""
            : """{"content":"one of three"}""");
        JsonElement json = Agent(server, "think hard", "--tools", "none", "--heavy", "3", "--json").AssertSuccess().Json;
        Assert.Equal(("the best", 3, 4), (json.GetProperty("answer").GetString(), json.GetProperty("attempts").GetArrayLength(), json.GetProperty("steps").GetInt32()));
    }

    [Theory]
    [InlineData("there is no task", "")]
    [InlineData("there is no tool \"hammer\"", "x", "--tools", "hammer")]
    [InlineData("--heavy must be 2 to 64", "x", "--heavy", "1")]
    [InlineData("http or https", "x", "--url", "nowhere")]
    [InlineData("steps must be at least 1", "x", "--max-steps", "0")]
    [InlineData("hide, keep or summarize", "x", "--context-rule", "forget")]
    [InlineData("needs prices", "x", "--max-cost", "1")]
    [InlineData("no run nothing", "--resume", "nothing")]
    [InlineData("is not set", "x", "--url", "http://127.0.0.1:1/v1", "--api-key-env", "K2_NO_SUCH_VARIABLE")]
    public void What_is_wrong_is_said_in_one_line(string expected, params string[] args)
        => CliRun.Of(["agent", .. args, "--journal", Journal]).AssertError(2, expected);

    private CliRun Agent(ScriptedServer server, string task, params string[] args) => CliRun.Of(["agent", task, "--url", server.Url, "--journal", Journal, .. args]);

    private CliRun Verb(string name, params string[] args) => CliRun.Of(["agent", name, .. args, "--journal", Journal]).AssertSuccess();
}
