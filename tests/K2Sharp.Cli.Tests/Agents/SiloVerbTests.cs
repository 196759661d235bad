namespace K2Sharp.Cli.Tests.Agents;

public sealed class SiloVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Journal => _folder.File("runs/agent.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_is_asked_for_waits_in_the_journal()
    {
        string id = CliRun.Of("agent", "submit", "do it", "--journal", Journal, "--max-steps", "3").AssertSuccess().Output.Trim();
        CliRun list = CliRun.Of("agent", "list", "--journal", Journal, "--json").AssertSuccess();
        Assert.Equal((id, "open"), (list.Json.GetProperty("runs")[0].GetProperty("run_id").GetString(), list.Json.GetProperty("runs")[0].GetProperty("status").GetString()));
        Assert.Contains("do it", list.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lease must be", "silo", "--journal", "Host=127.0.0.1;Port=1;Timeout=2", "--lease", "0", "--url", "http://127.0.0.1:1/v1", "--tools", "none")]
    [InlineData("database cannot be used", "silo", "--journal", "Host=127.0.0.1;Port=1;Timeout=2", "--url", "http://127.0.0.1:1/v1", "--tools", "none")]
    [InlineData("must take on runs", "silo", "--runs", "0", "--tool-slots", "0")]
    [InlineData("--port must be", "silo", "--port", "70000", "--url", "http://127.0.0.1:1/v1", "--tools", "none")]
    [InlineData("--host must be an address", "silo", "--host", "0.0.0.0", "--url", "http://127.0.0.1:1/v1", "--tools", "none")]
    [InlineData("steps must be at least 1", "submit", "x", "--max-steps", "0")]
    [InlineData("there is no task", "submit", " ")]
    public void What_is_wrong_is_said_in_one_line(string expected, params string[] args)
        => CliRun.Of(["agent", .. args, .. args.Contains("--journal") ? Array.Empty<string>() : ["--journal", Journal]]).AssertError(2, expected);
}
