using System.Text.Json;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Doctor;

public sealed class DoctorVerbTests
{
    [Fact]
    public void It_forecasts_from_what_it_measures()
    {
        JsonElement json = CliRun.Of("doctor", SharedData.MiniModel, "--threads", "1", "--json").AssertSuccess().Json;
        JsonElement measured = json.GetProperty("measured");
        Assert.Equal(1, measured.GetProperty("threads").GetInt32());
        Assert.All(measured.EnumerateObject(), member => Assert.True(member.Value.GetDouble() > 0, member.Name));
        JsonElement model = json.GetProperty("model");
        JsonElement forecast = json.GetProperty("forecast");
        Assert.True(model.GetProperty("present").GetBoolean());
        Assert.True(forecast.GetProperty("fits_in_memory").GetBoolean());
        Assert.True(forecast.GetProperty("fits_on_disk").GetBoolean());
        Assert.Equal(
            measured.GetProperty("read_gb_per_second").GetDouble() * 1e9 / model.GetProperty("read_bytes_per_token").GetInt64(),
            forecast.GetProperty("decode_tokens_per_second_at_most").GetDouble(), 3);
        Assert.All(forecast.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Number), member => Assert.True(member.Value.GetDouble() > 0, member.Name));
    }

    [Fact]
    public void Without_a_path_it_speaks_of_the_published_model()
    {
        string output = CliRun.Of("doctor", "--threads", "1").AssertSuccess().Output;
        foreach (string part in (string[])["594.2 GB of weights", "32.99 GB read per token", "disk  ", "memory  ", "speed  "])
        {
            Assert.Contains(part, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_path_that_is_not_there_is_one_line() => CliRun.Of("doctor", "/nowhere/at/all").AssertError(2, "/nowhere/at/all does not exist");
}
