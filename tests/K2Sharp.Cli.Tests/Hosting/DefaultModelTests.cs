using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Tests.Hosting;

public sealed class DefaultModelTests
{
    [Fact]
    public void The_default_model_is_found_above_the_tool_s_folder()
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(folder.File("models"), "k2-nano");
        Directory.CreateDirectory(model);
        File.WriteAllText(Path.Combine(model, "config.json"), "{}");
        string tool = Path.Combine(folder.File("tools"), "net10.0", "any");
        Directory.CreateDirectory(tool);
        Assert.Equal(model, ModelArguments.Directory(null, Host(tool)));
        Assert.Equal("other", ModelArguments.Directory("other", Host(tool)));
        File.Delete(Path.Combine(model, "config.json"));
        UsageException missing = Assert.Throws<UsageException>(() => ModelArguments.Directory(null, Host(tool)));
        Assert.Contains("--model DIR", missing.Message, StringComparison.Ordinal);
    }

    private static CliHost Host(string tool) => new(Stream.Null, Stream.Null, Stream.Null) { ToolDirectory = tool };
}
