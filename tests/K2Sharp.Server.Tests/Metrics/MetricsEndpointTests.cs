using System.Globalization;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Metrics;
using K2Sharp.Server.Tests.Operations;

namespace K2Sharp.Server.Tests.Metrics;

public sealed class MetricsEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_tokens_and_times_are_counted()
    {
        await using OperationsHost host = await OperationsHost.StartAsync();
        using HttpClient client = host.Client(host.Keys.Add("ci", new KeyLimits(RequestsPerMinute: 3)).Secret);
        for (int i = 0; i < 5; i++)
        {
            (await OperationsHost.AskAsync(client, new FakeRequest(Prompt: 10, Max: 5))).Dispose();
        }

        IReadOnlyDictionary<string, double> series = await ReadAsync(client);
        Assert.Equal(3, series["k2_requests_total{model=\"kimi-k2-thinking\",status=\"completed\"}"]);
        Assert.Equal(2, series["k2_requests_refused_total{type=\"rate_limit_reached_error\"}"]);
        Assert.Equal(3, series["k2_http_responses_total{code=\"200\"}"]);
        Assert.Equal(2, series["k2_http_responses_total{code=\"429\"}"]);
        Assert.Equal(30, series["k2_prompt_tokens_total"]);
        Assert.Equal(15, series["k2_completion_tokens_total"]);
        Assert.Equal(3, series["k2_time_to_first_token_seconds_count"]);
        Assert.Equal(15, series["k2_time_per_output_token_seconds_count"]);
        Assert.Equal(3, series["vllm:time_to_first_token_seconds_count{model_name=\"\"}"]);
        Assert.Equal(1, series["k2_ready"]);
        Assert.Equal(0, series["k2_http_requests_running"]);
        Assert.True(series["process_resident_memory_bytes"] > 1e6);
    }

    [Fact]
    public void The_engine_s_series_have_the_names_that_routers_scrape()
    {
        var writer = new PrometheusWriter();
        EngineMetrics.Write(writer, new EngineGauges("k2", Running: 3, Waiting: 2, BlocksUsed: 25, BlocksCached: 50, BlocksTotal: 100, PrefixHits: 7, TokensComputed: 9, Guessed: 8, Accepted: 5, Preemptions: 1, Threads: 16, DecodeThreads: 12));
        Dictionary<string, double> series = Parse(writer.ToString());
        Assert.Equal(3, series["vllm:num_requests_running{model_name=\"k2\"}"]);
        Assert.Equal(2, series["vllm:num_requests_waiting{model_name=\"k2\"}"]);
        Assert.Equal(0.25, series["vllm:kv_cache_usage_perc{model_name=\"k2\"}"]);
        Assert.Equal(0.25, series["vllm:gpu_cache_usage_perc{model_name=\"k2\"}"]);
        Assert.Equal(50, series["k2_cache_blocks_cached"]);
        Assert.Equal(16, series["k2_threads"]);
        Assert.Equal(12, series["k2_decode_threads"]);
        Assert.Equal(1, series["vllm:num_preemptions_total{model_name=\"k2\"}"]);
        Assert.Equal(8, series["vllm:spec_decode_num_draft_tokens_total{model_name=\"k2\"}"]);
        Assert.Equal(5, series["vllm:spec_decode_num_accepted_tokens_total{model_name=\"k2\"}"]);
    }

    [Fact]
    public void A_memory_budget_has_series_of_its_own_and_no_budget_none()
    {
        var gauges = new EngineGauges("k2", 0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 2, 1);
        var writer = new PrometheusWriter();
        EngineMetrics.Write(writer, gauges);
        Assert.DoesNotContain("k2_expert_", writer.ToString(), StringComparison.Ordinal);
        writer = new PrometheusWriter();
        EngineMetrics.Write(writer, gauges with { Experts = new ExpertGauges(Slots: 400, Hits: 7, Misses: 3, BytesRead: 123, WaitSeconds: 0.5) });
        Dictionary<string, double> series = Parse(writer.ToString());
        Assert.Equal(
            (400, 7, 3, 123, 0.5),
            (series["k2_expert_slots"], series["k2_expert_hits_total"], series["k2_expert_misses_total"], series["k2_expert_read_bytes_total"], series["k2_expert_wait_seconds_total"]));
    }

    /// <summary>Reads the text as strictly as a scraper: every family announced once, before its samples, and no series twice.</summary>
    private static Dictionary<string, double> Parse(string text)
    {
        HashSet<string> families = new(StringComparer.Ordinal);
        Dictionary<string, double> series = new(StringComparer.Ordinal);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (words[0] == "#")
            {
                Assert.True(words[1] == "HELP" ? families.Add(words[2]) : families.Contains(words[2]), line);
                continue;
            }

            string name = words[0].Split('{')[0];
            Assert.Matches("^[a-zA-Z_:][a-zA-Z0-9_:]*$", name);
            Assert.True(families.Contains(name) || families.Any(family => name == family + "_bucket" || name == family + "_sum" || name == family + "_count"), line);
            int space = line.LastIndexOf(' ');
            string value = line[(space + 1)..];
            series.Add(line[..space], value == "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture));
        }

        return series;
    }

    private static async Task<IReadOnlyDictionary<string, double>> ReadAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.GetAsync("/metrics", Cancellation);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        return Parse(await response.Content.ReadAsStringAsync(Cancellation));
    }
}
