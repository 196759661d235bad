using System.CommandLine;
using System.Text.Json;
using K2Sharp.Training.Data;
using K2Sharp.Training.Evaluation;
using K2Sharp.Training.Export;
using K2Sharp.Training.Tests.Export;

namespace K2Sharp.Training.Tests.Evaluation;

public sealed class EvaluateVerbTests
{
    [Fact]
    public void A_model_is_played_in_int4_alone()
    {
        using var model = new TinyModel();
        (int code, string output, string error) = Run("--model", model.Export(ExpertFormat.Int4), "--families", "b", "--limit", "6", "--json");
        Assert.Equal(0, code);
        using var document = JsonDocument.Parse(output);
        JsonElement variant = Assert.Single(document.RootElement.GetProperty("variants").EnumerateArray());
        Assert.Equal("int4", variant.GetProperty("name").GetString());
        JsonElement family = Assert.Single(variant.GetProperty("families").EnumerateArray());
        Assert.Equal("b", family.GetProperty("family").GetString());
        Assert.Equal(6, family.GetProperty("n").GetInt32());
        Assert.StartsWith("int4, b: 6 of 6 tasks", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tasks_that_a_file_keeps_are_not_played_again()
    {
        using var model = new TinyModel();
        string[] arguments = ["--model", model.Export(ExpertFormat.Int4), "--families", "a,b", "--limit", "6", "--episodes", model.File("e.jsonl")];
        (_, string first, _) = Run(arguments);
        byte[] kept = File.ReadAllBytes(model.File("e.jsonl"));
        (_, string second, _) = Run(arguments);
        Assert.Equal(first, second);
        Assert.Equal(kept, File.ReadAllBytes(model.File("e.jsonl")));
        Assert.Equal(12, File.ReadAllLines(model.File("e.jsonl")).Length);
    }

    [Fact]
    public void An_enforced_format_is_another_measurement()
    {
        using var model = new TinyModel();
        string[] arguments = ["--model", model.Export(ExpertFormat.Int4), "--families", "a", "--limit", "3", "--json", "--episodes", model.File("e.jsonl")];
        Assert.False(IsEnforced(Run(arguments).Output));
        Assert.True(IsEnforced(Run([.. arguments, "--enforce"]).Output));
        Assert.Equal(6, File.ReadAllLines(model.File("e.jsonl")).Length);
    }

    [Fact]
    public void A_run_is_exported_in_every_variant_it_has_the_weights_for()
    {
        using var model = new TinyModel();
        File.WriteAllText(model.File("config.json"), model.Config.ToJson());
        model.Weights.Save(model.File(EvaluationVariant.Masters));
        (int code, string output, _) = Run("--run", Path.GetDirectoryName(model.File("x"))!, "--chains", "2", "--hops", "4");
        Assert.Equal(0, code);
        Assert.Equal(["family", "tasks", "bf16", "int4", "3-bit", "2-bit"], output.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("chain-4-False", output.Split('\n')[1], StringComparison.Ordinal);

        var report = K2Sharp.Training.Reporting.EvaluationTable.Read(Path.GetDirectoryName(model.File("x"))!);
        Assert.Equal(["bf16", "int4", "3-bit", "2-bit"], report!.Columns.Select(column => column.Name));
        Assert.Equal(2, Assert.Single(report.Rows).N);

        model.Weights.Save(model.File(EvaluationVariant.Twin));
        (_, output, _) = Run("--run", Path.GetDirectoryName(model.File("x"))!, "--variants", "int4,twin int4", "--limit", "1", "--markdown");
        Assert.StartsWith("| family | tasks | int4 | twin int4 |", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("more tasks", "--limit", "1")]
    [InlineData("greedy play", "--limit", "3", "--temperature", "1")]
    [InlineData("greedy play", "--limit", "3", "--seed", "7")]
    public void A_smaller_or_sampled_evaluation_leaves_the_reports_table_alone(string why, params string[] arguments)
    {
        using TinyModel model = FinishedRun(out string run);
        Run("--run", run, "--limit", "2", "--variants", "bf16,int4");
        byte[] before = File.ReadAllBytes(Table(model));
        (int code, _, string error) = Run(["--run", run, "--variants", "bf16,int4", .. arguments]);
        Assert.Equal(0, code);
        Assert.Equal(before, File.ReadAllBytes(Table(model)));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_reports_table_can_be_filled_in_parts()
    {
        using TinyModel model = FinishedRun(out string run);
        Run("--run", run, "--limit", "2", "--variants", "int4", "--families", "b");
        Run("--run", run, "--limit", "2", "--variants", "bf16", "--families", "a,b");
        (_, _, string error) = Run("--run", run, "--limit", "2", "--variants", "int4", "--families", "a");
        byte[] parts = File.ReadAllBytes(Table(model));
        Assert.DoesNotContain("more tasks", error, StringComparison.Ordinal);
        File.Delete(Table(model));
        Run("--run", run, "--limit", "2", "--variants", "bf16,int4");
        Assert.Equal(File.ReadAllText(Table(model)), System.Text.Encoding.UTF8.GetString(parts));
    }

    [Theory]
    [InlineData("there is no \"z\"", "--families", "z")]
    [InlineData("--limit must be at least 1", "--limit", "0")]
    [InlineData("--temperature must be 0 to 100", "--temperature", "-1")]
    [InlineData("does not exist", "--model", "/no/such/folder")]
    [InlineData("not both", "--model", "a", "--run", ".")]
    public void Bad_input_is_one_line_and_code_2(string expected, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static bool IsEnforced(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("format_enforced").GetBoolean();
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var root = new RootCommand { EvaluateVerb.Create([new ProbeFamily("a"), new ProbeFamily("b")], Chain) };
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = root.Parse(["evaluate", .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private static TinyModel FinishedRun(out string run)
    {
        var model = new TinyModel();
        File.WriteAllText(model.File("config.json"), model.Config.ToJson());
        model.Weights.Save(model.File(EvaluationVariant.Masters));
        run = Path.GetDirectoryName(model.File("x"))!;
        return model;
    }

    private static string Table(TinyModel model) => model.File(Training.Reporting.EvaluationTable.FileName);

    private static ITaskFamily Chain(int hops, bool hidden) => new ProbeFamily($"chain-{hops}-{hidden}");
}
