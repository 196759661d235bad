using System.Text.Json;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Evals;

public sealed class EvalVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_benchmarks_are_listed()
    {
        CliRun run = CliRun.Of("eval", "list").AssertSuccess();
        foreach (string name in (string[])["aime2025", "mmlu-pro", "hle", "browsecomp-zh", "bfcl-simple", "tau2-mock", "k2-vendor", "decimal", "chain-300", "minibrowse"])
        {
            Assert.Contains(name, run.Output, StringComparison.Ordinal);
        }

        JsonElement listed = CliRun.Of("eval", "list", "--json").AssertSuccess().Json.GetProperty("benchmarks");
        Assert.Equal(94.5, listed.EnumerateArray().First(task => task.GetProperty("name").GetString() == "aime2025").GetProperty("card_percent").GetDouble());
    }

    [Fact]
    public void A_run_gives_score_and_n_and_is_gone_on_with()
    {
        string[] args = ["eval", "run", "decimal,vendor-mini", "--model", SharedData.MiniModel, "--limit", "2", "--max-tokens", "8", "--out", _folder.Root, "--concurrency", "2", "--json"];
        CliRun run = CliRun.Of(args).AssertSuccess();
        JsonElement task = run.Json.GetProperty("tasks").GetProperty("decimal");
        Assert.InRange(task.GetProperty("score").GetDouble(), 0, 1);
        Assert.Equal(2, task.GetProperty("n").GetInt32());
        Assert.Equal(2, run.Json.GetProperty("tasks").GetProperty("vendor-mini").GetProperty("n").GetInt32());
        Assert.True(task.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
        foreach (string file in (string[])["run.json", "results.jsonl", "report.html", "report.md", "report.json"])
        {
            Assert.True(File.Exists(Path.Combine(_folder.Root, file)), file);
        }

        CliRun again = CliRun.Of(args).AssertSuccess();
        Assert.Contains("going on: 4 of 4 attempts are there", again.Error, StringComparison.Ordinal);
        Assert.Equal(task.GetRawText(), again.Json.GetProperty("tasks").GetProperty("decimal").GetRawText());
        Assert.Contains("decimal", CliRun.Of("eval", "report", _folder.Root).AssertSuccess().Output, StringComparison.Ordinal);
        JsonElement compared = CliRun.Of("eval", "compare", _folder.Root, _folder.Root, "--json").AssertSuccess().Json.GetProperty("tasks").GetProperty("decimal");
        Assert.Equal(0, compared.GetProperty("difference").GetDouble());
        Assert.Equal(1, compared.GetProperty("p").GetDouble());
    }

    [Fact]
    public void Lists_of_settings_are_run_side_by_side()
    {
        CliRun run = CliRun.Of("eval", "run", "decimal", "--model", SharedData.MiniModel, "--limit", "1", "--max-tokens", "12", "--thinking-budget", "2,4", "--out", _folder.Root, "--json").AssertSuccess();
        Assert.Equal(["decimal@thinking=2", "decimal@thinking=4"], run.Json.GetProperty("tasks").EnumerateObject().Select(task => task.Name));
        Assert.Contains("class=\"curve\"", File.ReadAllText(Path.Combine(_folder.Root, "report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no benchmark \"nonsense\"", "run", "nonsense")]
    [InlineData("needs its dataset", "run", "aime2025")]
    [InlineData("needs a judge", "run", "hle")]
    [InlineData("--limit must be at least 1", "run", "decimal", "--limit", "0")]
    [InlineData("--thinking-budget takes whole numbers", "run", "decimal", "--thinking-budget", "1,x")]
    [InlineData("--heavy does not go with it", "run", "chain-300", "--heavy", "8")]
    [InlineData("prices are three numbers", "run", "decimal", "--prices", "1")]
    [InlineData("an endpoint is an address", "run", "decimal", "--endpoint", "localhost:80")]
    [InlineData("--judge-endpoint is missing", "run", "decimal", "--judge-endpoint-model", "x")]
    [InlineData("the environment variable K2_NO_SUCH_KEY is not set", "run", "decimal", "--endpoint", "http://127.0.0.1:1", "--key-variable", "K2_NO_SUCH_KEY")]
    [InlineData("name the judge", "judge")]
    [InlineData("is no folder of a run", "report", "no-such-folder")]
    [InlineData("is no folder of a run", "compare", "no-such-folder", "no-such-folder")]
    public void Bad_input_is_one_line(string expected, params string[] args) => CliRun.Of(["eval", .. args]).AssertError(ExitCode.BadInput, expected);

    [Fact]
    public void An_endpoint_that_is_not_there_is_a_failure_and_no_score()
    {
        CliRun run = CliRun.Of("eval", "run", "decimal", "--endpoint", "http://127.0.0.1:1", "--limit", "1", "--tries", "1", "--out", _folder.Root, "--json");
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("1 attempts could not be made", run.Error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("tasks").GetProperty("decimal").GetProperty("score").ValueKind);
    }
}
