namespace K2Sharp.Cli.Tests.Bench;

public sealed class EarlierBenchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Made anew for every test: where the golden data are absent each is skipped, and a field's initializer would make it fail.</summary>
    private static string[] Bench => ["bench", "--model", TestData.SharedData.MiniModel, "--decode-tokens", "2", "--prefill-tokens", "4", "--repeat", "1", "--threads", "1"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_is_compared_with_what_an_earlier_one_wrote()
    {
        string file = _folder.File("bench.json");
        File.WriteAllText(file, CliRun.Of([.. Bench, "--json"]).AssertSuccess().Output);
        string output = CliRun.Of([.. Bench, "--compare", file]).AssertSuccess().Output;
        Assert.Contains("Now divided by", output, StringComparison.Ordinal);
        Assert.Contains("milliseconds per layer", output, StringComparison.Ordinal);
        string other = CliRun.Of([.. Bench, "--kernels", "scalar", "--compare", file]).AssertSuccess().Output;
        Assert.Contains("no run with the same kernels", other, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_with_another_cache_is_compared_with_a_word_of_warning()
    {
        string file = _folder.File("bench.json");
        CliRun run = CliRun.Of([.. Bench, "--json", "--cache-format", "f32"]).AssertSuccess();
        Assert.Equal("f32", run.Json.GetProperty("model").GetProperty("cache_format").GetString());
        File.WriteAllText(file, run.Output);
        Assert.Contains("is of a f32 cache", CliRun.Of([.. Bench, "--compare", file]).AssertSuccess().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("f32 cache:", CliRun.Of([.. Bench, "--compare", file, "--cache-format", "f32"]).AssertSuccess().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("nothing")]
    [InlineData("""{"runs":[{"kernels":7}]}""")]
    public void What_is_no_bench_is_one_line(string json)
    {
        string file = _folder.File("bench.json");
        File.WriteAllText(file, json);
        CliRun.Of([.. Bench, "--compare", file]).AssertError(2, "is not what");
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--clients=2")]
    public void It_goes_with_the_printed_table_only(string option) =>
        CliRun.Of([.. Bench, "--compare", _folder.File("none"), option]).AssertError(2, "leave out --json and --clients");

    [Fact]
    public void A_missing_file_is_one_line() => CliRun.Of([.. Bench, "--compare", _folder.File("none")]).AssertError(2, "cannot be read");
}
