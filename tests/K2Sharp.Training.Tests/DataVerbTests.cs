using System.CommandLine;
using System.Text.Json;
using K2Sharp.Training.Data;
using K2Sharp.Training.Tests.Data;

namespace K2Sharp.Training.Tests;

public sealed class DataVerbTests
{
    [Fact]
    public void Samples_are_JSON_lines_of_the_family_asked_for()
    {
        (int code, string output, string error) = Run("--seed", "4", "--count", "6", "--family", "other");
        Assert.Equal((0, string.Empty), (code, error));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal("other", document.RootElement.GetProperty("family").GetString());
        }

        Assert.Equal(output, Run("--seed", "4", "--count", "6", "--family", "other").Output);
        Assert.NotEqual(output, Run("--seed", "5", "--count", "6", "--family", "other").Output);
    }

    [Fact]
    public void Text_is_what_the_model_sees_with_the_last_thought()
    {
        string output = Run("--count", "1", "--family", "pocket", "--text").Output;
        Assert.StartsWith("--- pocket\n<|im_system|>tool_declare<|im_middle|>[", output, StringComparison.Ordinal);
        Assert.Matches("<\\|im_assistant\\|>assistant<\\|im_middle\\|><think>looked (\\d) of \\1\\.</think>It is coin \\d+\\.<\\|im_end\\|>\n$", output);
    }

    [Fact]
    public void Unknown_families_and_empty_counts_are_refused()
    {
        (int code, string output, string error) = Run("--family", "none");
        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains("pocket, other", error, StringComparison.Ordinal);
        Assert.NotEqual(0, Run("--count", "0").Code);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var suite = new TaskSuite([new SuiteEntry(new PocketFamily(), 1), new SuiteEntry(new PocketFamily { Name = "other" }, 1)]);
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = DataVerb.Create(() => suite).Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
