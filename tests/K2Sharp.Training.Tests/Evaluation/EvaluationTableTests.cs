using System.Buffers;
using System.Text.Json;
using K2Sharp.Training.Evaluation;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EvaluationTableTests
{
    private static readonly EvaluationTable s_two = new(
    [
        new VariantResult("bf16", "unrounded", [Result("decimals", 495), Result("chase", 400)]),
        new VariantResult("int4", "rounded", [Result("decimals", 490)]),
    ]);

    [Fact]
    public void Text_is_aligned_and_says_what_is_missing()
    {
        string[] lines = s_two.ToText().Split('\n');
        Assert.Equal("family    tasks  bf16  int4", lines[0]);
        Assert.Equal("decimals    500  99.0  98.0", lines[1]);
        Assert.Equal("chase       500  80.0     -", lines[2]);
        Assert.Contains("bf16: unrounded", lines);
        Assert.Contains("largest difference of int4 from bf16: -1.0 points (decimals)", lines);
        Assert.Contains("bf16, chase, 100 failed: no answer", lines);
    }

    [Fact]
    public void A_single_column_has_its_interval()
    {
        string[] lines = new EvaluationTable([new VariantResult("int4", "dir", [Result("decimals", 495)])]).ToText().Split('\n');
        Assert.Equal("family    tasks  int4  95 % interval  tokens/task", lines[0]);
        Assert.Equal("decimals    500  99.0   97.7 to 99.6           42", lines[1]);
    }

    [Fact]
    public void Markdown_has_a_rule_and_as_many_cells_in_every_row()
    {
        string[] lines = s_two.ToMarkdown().Split('\n');
        Assert.Equal("| family | tasks | bf16 | int4 |", lines[0]);
        Assert.Equal("| --- | ---: | ---: | ---: |", lines[1]);
        Assert.Equal("| chase | 500 | 80.0 | - |", lines[3]);
    }

    [Fact]
    public void Json_holds_the_numbers()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            s_two.WriteJson(json);
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        JsonElement chase = document.RootElement.GetProperty("variants")[0].GetProperty("families")[1];
        Assert.Equal(400, chase.GetProperty("passed").GetInt32());
        Assert.Equal(0.8, chase.GetProperty("accuracy").GetDouble());
        Assert.Equal(2, chase.GetProperty("by_hops")[1].GetProperty("hops").GetInt32());
        Assert.Equal("no answer", chase.GetProperty("failures")[0].GetProperty("why").GetString());
    }

    [Theory]
    [InlineData("call 3 is not look_up of k7f2", "call # is not look_up of k#f#")]
    [InlineData("expected -9.11, got \"9.9\"", "expected # got \"..\"")]
    public void Like_reasons_count_together(string why, string expected) => Assert.Equal(expected, TranscriptText.Generalize(why));

    private static FamilyResult Result(string family, int passed) => new(
        family,
        new Accuracy(passed, 500),
        [new HopAccuracy(1, new Accuracy(passed / 2, 250)), new HopAccuracy(2, new Accuracy(passed - (passed / 2), 250))],
        [new FailureReason("no answer", 500 - passed, "task 3: no answer\nuser: hello\n")],
        42,
        1.5);
}
