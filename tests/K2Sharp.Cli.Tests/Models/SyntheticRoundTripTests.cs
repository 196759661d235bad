using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Cli.Tests.Models;

/// <summary>The way of someone without weights: synth, verify, inspect, chat, bench.</summary>
public sealed class SyntheticRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => _folder.File("model");

    [Fact]
    public void A_synthetic_model_is_clean_talks_and_is_measured()
    {
        CliRun synth = Synthesize();
        Assert.Contains($"k2 bench --model {Model}", synth.Output, StringComparison.Ordinal);
        Assert.Contains("no problems", CliRun.Of("model", "verify", Model, "--data").AssertSuccess().Output, StringComparison.Ordinal);
        Assert.True(CliRun.Of("model", "verify", Model, "--json").AssertSuccess().Json.GetProperty("clean").GetBoolean());
        Assert.Equal("length", CliRun.Of("chat", "--model", Model, "--json", "--seed", "5", "--max-tokens", "1", "hi").AssertSuccess().Json.GetProperty("finish_reason").GetString());

        JsonElement bench = CliRun.Of(
            "bench", "--json", "--model", Model, "--decode-tokens", "4", "--prefill-tokens", "20", "--repeat", "1", "--threads", "1").AssertSuccess().Json;
        Assert.True(bench.GetProperty("machine").GetProperty("cores").GetInt32() >= 1);
        JsonElement run = Assert.Single(bench.GetProperty("runs").EnumerateArray());
        Assert.Equal(["kernels", "threads", "activations", "dense", "read_bytes_per_token", "decode", "prefill", "layer_milliseconds"], run.EnumerateObject().Select(member => member.Name));
        Assert.Equal("int16", run.GetProperty("activations").GetString());
        Assert.Equal(1, run.GetProperty("threads").GetInt32());
        JsonElement decode = run.GetProperty("decode");
        Assert.Equal(["tokens_per_second", "gb_per_second", "bandwidth_gb_per_second", "fraction"], decode.EnumerateObject().Select(member => member.Name));
        Assert.All(decode.EnumerateObject(), member => Assert.True(member.Value.GetDouble() > 0, member.Name));
        Assert.Equal(
            decode.GetProperty("fraction").GetDouble(), decode.GetProperty("gb_per_second").GetDouble() / decode.GetProperty("bandwidth_gb_per_second").GetDouble(), 6);
        Assert.Equal(20, run.GetProperty("prefill").GetProperty("tokens").GetInt32());
        Assert.True(run.GetProperty("prefill").GetProperty("gflops").GetDouble() > 0);
        Assert.All(run.GetProperty("layer_milliseconds").EnumerateObject(), member => Assert.True(member.Value.GetDouble() > 0, member.Name));
    }

    [Theory]
    [InlineData("bf16")]
    [InlineData("int8")]
    public void Clients_get_the_same_tokens_together_as_alone(string format)
    {
        Synthesize();
        JsonElement bench = CliRun.Of(
            "bench", "--json", "--model", Model, "--clients", "3", "--cache-format", format, "--decode-tokens", "12", "--prefill-tokens", "9", "--threads", "2").AssertSuccess().Json;
        Assert.Equal((3, 9, 12), (bench.GetProperty("clients").GetInt32(), bench.GetProperty("prompt_tokens").GetInt32(), bench.GetProperty("answer_tokens").GetInt32()));
        Assert.True(bench.GetProperty("tokens_equal").GetBoolean());
        Assert.InRange(bench.GetProperty("steps").GetInt64(), 12, 3 * 12);
        Assert.True(bench.GetProperty("first_token_p95_seconds").GetDouble() >= bench.GetProperty("first_token_p50_seconds").GetDouble());
        Assert.Contains("every client's tokens are the same as alone", CliRun.Of("bench", "--model", Model, "--clients", "2", "--decode-tokens", "2", "--prefill-tokens", "2").AssertSuccess().Output, StringComparison.Ordinal);
        JsonElement plain = CliRun.Of("bench", "--json", "--model", Model, "--clients", "1", "--decode-tokens", "40", "--prefill-tokens", "9", "--guess-tokens", "0").AssertSuccess().Json;
        Assert.Equal((0, 0), (plain.GetProperty("guess_tokens").GetInt32(), plain.GetProperty("guessed_tokens").GetInt32()));
        CliRun.Of("bench", "--model", Model, "--clients", "0").AssertError(2, "--clients");
        CliRun.Of("bench", "--model", Model, "--clients", "1", "--guess-tokens", "17").AssertError(2, "--guess-tokens");
        CliRun.Of("bench", "--model", Model, "--clients", "2", "--cache-format", "fp4").AssertError(2, "--cache-format");
    }

    [Fact]
    public void Experts_can_be_kept_in_bfloat16_to_compare()
    {
        CliRun.Of("model", "synth", "--preset", "tiny", "--expert-format", "bfloat16", "--out", Model).AssertSuccess();
        Assert.Contains("no problems", CliRun.Of("model", "verify", Model, "--data").AssertSuccess().Output, StringComparison.Ordinal);
        CliRun.Of("bench", "--model", Model, "--decode-tokens", "2", "--prefill-tokens", "2", "--repeat", "1", "--threads", "1").AssertSuccess();
        CliRun.Of("model", "synth", "--preset", "tiny", "--expert-format", "int3", "--out", _folder.File("other")).AssertError(2, "--expert-format");
    }

    [Fact]
    public void A_bench_with_a_budget_tells_what_came_from_disk()
    {
        CliRun.Of("model", "synth", "--preset", "tiny", "--experts", "384", "--layers", "6", "--seed", "3", "--out", Model).AssertSuccess();
        string[] bench = ["bench", "--model", Model, "--memory", "562MB", "--threads", "1", "--prefill-tokens", "3", "--decode-tokens", "4", "--repeat", "1"];
        JsonElement run = CliRun.Of([.. bench, "--json"]).AssertSuccess().Json.GetProperty("runs")[0];
        JsonElement experts = run.GetProperty("experts");
        Assert.Equal(5 * 384, experts.GetProperty("experts").GetInt32());
        Assert.InRange(experts.GetProperty("slots").GetInt32(), 4, (5 * 384) - 1);
        Assert.InRange(experts.GetProperty("hit_rate").GetDouble(), 0, 1);
        Assert.True(experts.GetProperty("disk_bandwidth_gb_per_second").GetDouble() > 0);
        Assert.Contains("GB/s from disk while decoding", CliRun.Of(bench).AssertSuccess().Output, StringComparison.Ordinal);
        CliRun.Of("bench", "--model", Model, "--memory", "1MB").AssertError(2, "too small for this model");
        CliRun.Of("bench", "--model", Model, "--memory", "much").AssertError(2, "--memory must be a size");
        CliRun.Of("bench", "--model", Model, "--memory", "562MB", "--activations", "float32,int8").AssertError(2, "--memory goes with one precision");
    }

    [Fact]
    public void A_bench_longer_than_the_context_is_refused()
    {
        Synthesize();
        CliRun.Of("bench", "--model", Model, "--prefill-tokens", "1020", "--decode-tokens", "10").AssertError(2, "1024");
    }

    [Fact]
    public void The_same_seed_gives_the_same_files()
    {
        Synthesize();
        string other = _folder.File("other");
        CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "3", "--out", other).AssertSuccess();
        Assert.Equal(Directory.GetFiles(Model).Select(Path.GetFileName).Order(), Directory.GetFiles(other).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(Model), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(other, Path.GetFileName(file)))));
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        File.WriteAllText(_folder.File("mine"), "mine");
        CliRun.Of("model", "synth", "--preset", "tiny", "--out", _folder.Root).AssertError(2, "not empty");
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.Root))));
    }

    [Theory]
    [InlineData("--vocab", "100")]
    [InlineData("--layers", "0")]
    [InlineData("--experts", "-4")]
    public void Impossible_dimensions_are_refused(string option, string value)
    {
        CliRun.Of("model", "synth", "--preset", "tiny", "--out", Model, option, value).AssertError(2);
        Assert.False(Directory.Exists(Model));
    }

    [Fact]
    public void Verify_lists_every_problem_and_fails()
    {
        Synthesize();
        string shard = Directory.GetFiles(Model, "*.safetensors").Order(StringComparer.Ordinal).First();
        byte[] bytes = File.ReadAllBytes(shard);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);

        // Two tensors get another type of the same size, in place.
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        string edited = header.Replace("\"BF16\"", "\"F16\" ", StringComparison.Ordinal);
        Assert.NotEqual(header, edited);
        Encoding.UTF8.GetBytes(edited).CopyTo(bytes, 8);
        File.WriteAllBytes(shard, bytes);

        CliRun run = CliRun.Of("model", "verify", Model);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.True(run.OutputLines.Count(line => line.StartsWith("problem: ", StringComparison.Ordinal)) > 1);
        JsonElement json = CliRun.Of("model", "verify", Model, "--json").Json;
        Assert.Equal(json.GetProperty("problem_count").GetInt32(), json.GetProperty("problems").GetArrayLength());
        Assert.False(json.GetProperty("clean").GetBoolean());
    }

    [Fact]
    public void Json_says_what_was_written()
    {
        JsonElement json = CliRun.Of("model", "synth", "--preset", "tiny", "--experts", "8", "--layers", "2", "--vocab", "600", "--out", Model, "--json").AssertSuccess().Json;
        Assert.Equal(Model, json.GetProperty("directory").GetString());
        JsonElement inspection = CliRun.Of("model", "inspect", Model, "--json").AssertSuccess().Json;
        Assert.Equal(inspection.GetProperty("parameters").GetProperty("total").GetInt64(), json.GetProperty("parameters").GetInt64());
        Assert.Equal(8, inspection.GetProperty("architecture").GetProperty("routed_experts").GetInt32());
        Assert.Equal(600, inspection.GetProperty("architecture").GetProperty("vocab_size").GetInt32());
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Synthesize() => CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "3", "--out", Model).AssertSuccess();
}
