using System.CommandLine;
using K2Sharp.Training.Export;

namespace K2Sharp.Training.Tests.Export;

public sealed class MeanVerbTests
{
    [Fact]
    public void The_folder_is_written_and_named()
    {
        using var model = new TinyModel();
        string exported = model.Export(ExpertFormat.Int4);
        (int code, string output, string error) = Run("--model", exported, "--with", exported, "--out", model.File("mean"));
        Assert.Equal((0, model.File("mean") + Environment.NewLine, string.Empty), (code, output, error));
        Assert.True(File.Exists(Path.Combine(model.File("mean"), "model.safetensors")));
    }

    [Fact]
    public void A_model_that_is_not_there_is_one_line_and_code_2()
    {
        using var model = new TinyModel();
        string exported = model.Export(ExpertFormat.Int4);
        (int code, string output, string error) = Run("--model", exported, "--with", model.File("nothing"), "--out", model.File("mean"));
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains("nothing", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(model.File("mean")));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var root = new RootCommand { MeanVerb.Create() };
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = root.Parse(["mean", .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
