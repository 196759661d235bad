using K2Sharp.Cli.Bench;
using K2Sharp.Cli.Doctor;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Tests.Doctor;

public sealed class DiagnosisTests
{
    private const long Gigabyte = 1_000_000_000;
    private static readonly ModelSummary s_model = ModelSummary.Of(SyntheticPresets.Get("k2-thinking"));

    [Fact]
    public void Formats_take_the_time_that_each_was_measured_to_take()
    {
        // 11.9 GB of INT4 and 21.1 GB of BF16 per token.
        Diagnosis diagnosis = On(1_000 * Gigabyte);
        Assert.Equal(1 / ((11.891 / 300) + (21.095 / 400)), diagnosis.ExpectedTokensPerSecond, 2);
        Assert.Equal(500 / 32.986, diagnosis.MostTokensPerSecond, 2);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(600, true)]
    [InlineData(590, false)]
    [InlineData(24, false)]
    public void Weights_and_a_cache_must_fit(int gigabytes, bool fits) => Assert.Equal(fits, On(gigabytes * Gigabyte).Fits);

    [Fact]
    public void Experts_that_do_not_fit_are_streamed()
    {
        var forecast = StreamingForecast.Of(On(128 * Gigabyte));
        Assert.True(forecast.IsPossible);

        // The knowledge base's figures: 19 % of the experts in 128 GB; 7 GB/s and 90 % of hits give 5.9 tokens per second.
        Assert.InRange(forecast.HitRate, 0.17, 0.19);
        Assert.Equal(5.9, forecast.TokensPerSecond(7, 0.9), 1);
        Assert.Equal(0.59, forecast.TokensPerSecond(7, 0), 2);
        Assert.False(StreamingForecast.Of(On(20 * Gigabyte)).IsPossible);
    }

    [Theory]
    [InlineData(1_000, "memory    ok", "tokens per second in one answer")]
    [InlineData(128, "NOT ENOUGH for all weights", "one fast NVMe drive, 7 GB/s")]
    [InlineData(20, "NOT ENOUGH for all weights", "not possible here")]
    public void It_says_so_in_words(int gigabytes, params string[] parts)
    {
        using var output = new MemoryStream();
        using (var host = new CliHost(new MemoryStream(), output, new MemoryStream()))
        {
            DiagnosisText.Write(host, "k2-thinking", On(gigabytes * Gigabyte));
            host.Output.Flush();
            string text = System.Text.Encoding.UTF8.GetString(output.ToArray());
            Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
            Assert.Contains("disk      NOT ENOUGH", text, StringComparison.Ordinal);
        }
    }

    private static Diagnosis On(long memory) =>
        new(new Machine("a processor", 64, ["avx512"], memory, memory), s_model, new Speeds(64, 500, 400, 300, 2_000, 1_000), 100 * Gigabyte, IsPresent: false);
}
