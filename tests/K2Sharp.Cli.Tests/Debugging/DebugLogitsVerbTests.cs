using System.Text.Json;
using K2Sharp.TestData;

namespace K2Sharp.Cli.Tests.Debugging;

public sealed class DebugLogitsVerbTests
{
    private const int Prompts = 7;
    private const int Vocabulary = 768;
    private const float Tolerance = 2e-3f;

    [Theory]
    [InlineData("scalar", 1)]
    [InlineData("avx2", 2)]
    [InlineData("avx512", 2)]
    public void Golden_prompts_give_golden_logits_and_greedy_tokens(string kernels, int threads)
    {
        var golden = new GoldenTensors();
        string model = SharedData.MiniModel;
        string input = string.Join('\n', Enumerable.Range(0, Prompts).Select(i => $"{{\"tokens\":[{string.Join(',', golden.Read<int>($"prompt{i}.tokens"))}],\"generate\":24}}"));

        CliRun run = CliRun.With(input, "debug", "logits", "--model", model, "--kernels", kernels, "--threads", threads.ToString());
        Assert.SkipWhen(run.Error.Contains("not supported by this processor", StringComparison.Ordinal), run.Error);

        JsonElement[] answers = [.. run.AssertSuccess().JsonLines];
        Assert.Equal(Prompts, answers.Length);
        for (int i = 0; i < Prompts; i++)
        {
            Assert.Equal(golden.Read<int>($"prompt{i}.greedy"), answers[i].GetProperty("greedy").EnumerateArray().Select(token => token.GetInt32()));
            float[] expected = golden.Read<float>($"prompt{i}.logits");
            float[] actual = [.. answers[i].GetProperty("logits").EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(logit => logit.GetSingle())];
            Assert.Equal(expected.Length, actual.Length);
            Assert.True(expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) <= Tolerance), $"prompt {i}");
        }
    }

    [Fact]
    public void The_last_row_alone_is_the_last_row()
    {
        string model = SharedData.MiniModel;
        JsonElement[] answers =
        [
            .. CliRun.With("{\"tokens\":[5,6,7]}\n{\"tokens\":[5,6,7],\"last\":true,\"generate\":1}", "debug", "logits", "--model", model).AssertSuccess().JsonLines,
        ];
        Assert.Equal(3, answers[0].GetProperty("logits").GetArrayLength());
        Assert.Equal(0, answers[0].GetProperty("greedy").GetArrayLength());
        JsonElement last = Assert.Single(answers[1].GetProperty("logits").EnumerateArray());
        Assert.Equal(Vocabulary, last.GetArrayLength());
        float[] expected = [.. answers[0].GetProperty("logits")[2].EnumerateArray().Select(logit => logit.GetSingle())];
        float[] actual = [.. last.EnumerateArray().Select(logit => logit.GetSingle())];
        Assert.True(expected.Zip(actual).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-3f));
        Assert.Equal(Array.IndexOf(actual, actual.Max()), Assert.Single(answers[1].GetProperty("greedy").EnumerateArray()).GetInt32());
    }

    [Theory]
    [InlineData("{\"tokens\":[]}", "empty")]
    [InlineData("{}", "missing")]
    [InlineData("{\"tokens\":[768]}", "768")]
    [InlineData("{\"tokens\":[-1]}", "-1")]
    [InlineData("{\"tokens\":[1],\"generate\":-1}", "generate")]
    [InlineData("{\"tokens\":[1],\"generate\":2000}", "1024")]
    [InlineData("{\"tokens\":[1],\"generate\":2147483647}", "1024")]
    [InlineData("{\"tokens\":[1],\"last\":\"yes\"}", "last")]
    public void A_bad_request_has_its_place(string request, string part)
    {
        CliRun run = CliRun.With($"{request}\n{{\"tokens\":[1],\"last\":true}}", "debug", "logits", "--model", SharedData.MiniModel).AssertError(2, "1 of 2");
        JsonElement[] answers = [.. run.JsonLines];
        Assert.Contains(part, answers[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(answers[1].TryGetProperty("logits", out _));
    }

    [Fact]
    public void The_whole_context_can_be_used()
    {
        string tokens = string.Join(',', Enumerable.Repeat(9, 1000));
        CliRun run = CliRun.With($"{{\"tokens\":[{tokens}],\"last\":true,\"generate\":25}}", "debug", "logits", "--model", SharedData.MiniModel).AssertSuccess();
        Assert.Equal(25, run.Json.GetProperty("greedy").GetArrayLength());
    }

    [Fact]
    public void Numa_is_accepted_on_any_machine_of_Linux_says_what_it_found_and_changes_no_answer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only");
        string model = SharedData.MiniModel;
        const string input = "{\"tokens\":[5,6,7],\"last\":true,\"generate\":4}";
        CliRun plain = CliRun.With(input, "debug", "logits", "--model", model).AssertSuccess();
        CliRun divided = CliRun.With(input, "debug", "logits", "--model", model, "--numa").AssertSuccess();
        Assert.Empty(plain.Error);
        Assert.Contains("NUMA node", divided.Error, StringComparison.Ordinal);
        Assert.Equal(plain.Output, divided.Output);
    }
}
