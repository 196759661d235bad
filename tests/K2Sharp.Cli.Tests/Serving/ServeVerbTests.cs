using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Serving;

public sealed class ServeVerbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_it_listens_answers_there_and_ends_when_interrupted()
    {
        string model = SharedData.MiniModel;
        using var state = new TemporaryFolder();
        using var listening = new SemaphoreSlim(0);
        using var output = new HookedStream(() => listening.Release());
        using var error = new MemoryStream();
        using var host = new CliHost(Stream.Null, output, error) { ToolDirectory = CliRun.NoModel };
        Task<int> serving = Task.Run(() => K2Command.Invoke(["serve", "--port", "0", "--model", model, "--cache-tokens", "4096", "--name", "mine", "--state", state.Root], host), Cancellation);
        Assert.True(await listening.WaitAsync(TimeSpan.FromMinutes(5), Cancellation), Encoding.UTF8.GetString(error.ToArray()));

        string line = Encoding.UTF8.GetString(output.ToArray());
        Assert.Matches(@"^listening on http://127\.0\.0\.1:\d+\n$", line);
        using var client = new HttpClient { BaseAddress = new Uri(line["listening on ".Length..].Trim()) };
        JsonElement models = await client.GetFromJsonAsync<JsonElement>("/v1/models", Cancellation);
        Assert.Equal(["mine", "k2-mini"], models.GetProperty("data").EnumerateArray().Select(card => card.GetProperty("id").GetString()));
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "mine", max_tokens = 3, messages = new[] { new { role = "user", content = "hi" } } }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        host.Interrupts.Raise();
        Assert.Equal(0, await serving.WaitAsync(TimeSpan.FromMinutes(2), Cancellation));
        Assert.Equal(line, Encoding.UTF8.GetString(output.ToArray()));
        Assert.Contains("cache: 4,096 tokens (bf16)", Encoding.UTF8.GetString(error.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "70000", "--port must be 0 to 65535")]
    [InlineData("--host", "nowhere", "--host must be an address")]
    [InlineData("--cache-tokens", "0", "--cache-tokens must be at least 1")]
    [InlineData("--cache-memory", "much", "--cache-memory must be a size")]
    [InlineData("--cache-format", "fp4", "--cache-format must be bf16, f32 or int8")]
    [InlineData("--max-running", "-1", "--max-running must be at least 1")]
    [InlineData("--max-queued", "0", "--max-queued must be at least 1")]
    [InlineData("--guess-tokens", "17", "--guess-tokens must be 0 to 16")]
    [InlineData("--step-tokens", "0", "--step-tokens must be at least 1")]
    public void A_wrong_option_is_one_line(string option, string value, string problem)
        => CliRun.Of("serve", "--model", CliRun.NoModel, option, value).AssertError(2, problem);

    [Fact]
    public void A_folder_without_a_model_is_one_line()
    {
        using var state = new TemporaryFolder();
        CliRun.Of("serve", "--port", "0", "--model", CliRun.NoModel, "--state", state.Root).AssertError(2, CliRun.NoModel);
    }
}
