using System.Text.Json;

namespace K2Sharp.Cli.Tests.Models;

/// <summary>The way to int8 dense weights: quantize, inspect, chat and bench with them.</summary>
public sealed class ModelQuantizeVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelQuantizeVerbTests() => CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "3", "--out", Model).AssertSuccess();

    private string Model => _folder.File("model");

    private string SideFile => Path.Combine(Model, "k2-dense-int8.safetensors");

    [Fact]
    public void Weights_are_converted_once_then_used()
    {
        CliRun.Of("chat", "--model", Model, "--dense", "int8", "--max-tokens", "1", "hi").AssertError(2, $"k2 model quantize --dense int8 --model {Model}");
        Assert.Equal(JsonValueKind.Null, CliRun.Of("model", "inspect", Model, "--json").AssertSuccess().Json.GetProperty("dense_int8").ValueKind);

        CliRun quantized = CliRun.Of("model", "quantize", "--dense", "int8", "--model", Model).AssertSuccess();
        Assert.Contains(SideFile, quantized.Output, StringComparison.Ordinal);
        Assert.Contains("attention o_proj", quantized.Output, StringComparison.Ordinal);
        Assert.Contains("output head", quantized.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(SideFile));

        JsonElement inspection = CliRun.Of("model", "inspect", Model, "--json").AssertSuccess().Json;
        JsonElement side = inspection.GetProperty("dense_int8");
        Assert.Equal(JsonValueKind.Null, side.GetProperty("problem").ValueKind);
        long published = inspection.GetProperty("read_bytes_per_token").GetInt64();
        long int8 = side.GetProperty("read_bytes_per_token").GetInt64();
        Assert.InRange(int8, published / 2, published - 1);
        Assert.Contains("with --dense int8 a token reads", CliRun.Of("model", "inspect", Model).AssertSuccess().Output, StringComparison.Ordinal);

        string[] chat = ["chat", "--model", Model, "--json", "--seed", "5", "--max-tokens", "3", "--dense"];
        Assert.Equal("length", CliRun.Of([.. chat, "int8", "hi"]).AssertSuccess().Json.GetProperty("finish_reason").GetString());
        Logits("int8", differ: true);
        Logits("bfloat16", differ: false);

        JsonElement bench = CliRun.Of(
            "bench", "--json", "--model", Model, "--decode-tokens", "2", "--prefill-tokens", "3", "--repeat", "1", "--threads", "1",
            "--activations", "float32,int16", "--dense", "bfloat16,int8").AssertSuccess().Json;
        Assert.Equal(
            [("float32", "bfloat16", published), ("float32", "int8", int8), ("int16", "bfloat16", published), ("int16", "int8", int8)],
            bench.GetProperty("runs").EnumerateArray().Select(run => (
                run.GetProperty("activations").GetString(), run.GetProperty("dense").GetString(), run.GetProperty("read_bytes_per_token").GetInt64())));
        JsonElement clients = CliRun.Of(
            "bench", "--json", "--model", Model, "--clients", "2", "--decode-tokens", "5", "--prefill-tokens", "4", "--threads", "1", "--dense", "int8").AssertSuccess().Json;
        Assert.Equal("int8", clients.GetProperty("dense").GetString());
        Assert.True(clients.GetProperty("tokens_equal").GetBoolean());
    }

    [Fact]
    public void Json_says_what_was_written_and_out_is_where()
    {
        string file = _folder.File("elsewhere");
        JsonElement json = CliRun.Of("model", "quantize", "--dense", "int8", "--model", Model, "--out", file, "--json").AssertSuccess().Json;
        Assert.Equal(file, json.GetProperty("file").GetString());
        Assert.True(json.GetProperty("bytes").GetInt64() < json.GetProperty("bytes_before").GetInt64());
        Assert.True(new FileInfo(file).Length > json.GetProperty("bytes").GetInt64());
        Assert.All(json.GetProperty("kinds").EnumerateArray(), kind => Assert.InRange(kind.GetProperty("largest_relative_error").GetDouble(), 0.001, 0.01));
        Assert.False(File.Exists(SideFile));
    }

    [Fact]
    public void A_stale_file_is_refused_by_what_loads_it_and_mentioned_by_inspect()
    {
        string other = _folder.File("other");
        CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "4", "--out", other).AssertSuccess();
        CliRun.Of("model", "quantize", "--dense", "int8", "--model", other, "--out", SideFile).AssertSuccess();
        CliRun.Of("debug", "logits", "--model", Model, "--dense", "int8").AssertError(2, "made from other weights");
        Assert.Contains("cannot be used", CliRun.Of("model", "inspect", Model).AssertSuccess().Output, StringComparison.Ordinal);
        Assert.Contains("made from other weights", CliRun.Of("model", "inspect", Model, "--json").Json.GetProperty("dense_int8").GetProperty("problem").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dense", "int4")]
    [InlineData("--dense", "bfloat16")]
    [InlineData("--dense", "int8", "--out", "")]
    public void What_cannot_be_made_is_refused(params string[] options) =>
        CliRun.Of(["model", "quantize", "--model", Model, .. options]).AssertError(2, "--");

    [Fact]
    public void Without_a_format_or_a_checkpoint_nothing_is_made()
    {
        CliRun.Of("model", "quantize", "--model", Model).AssertError(2, "--dense");
        CliRun.Of("model", "quantize", "--dense", "int8", "--model", _folder.File("nowhere")).AssertError(2, "does not exist");
        CliRun.Of("chat", "--model", Model, "--dense", "int4", "hi").AssertError(2, "--dense must be bfloat16 or int8");
    }

    public void Dispose() => _folder.Dispose();

    private void Logits(string dense, bool differ)
    {
        const string Line = """{"tokens":[1,2,3],"last":true}""";
        string plain = CliRun.With(Line, "debug", "logits", "--model", Model).AssertSuccess().Output;
        string other = CliRun.With(Line, "debug", "logits", "--model", Model, "--dense", dense).AssertSuccess().Output;
        Assert.Equal(differ, plain != other);
    }
}
