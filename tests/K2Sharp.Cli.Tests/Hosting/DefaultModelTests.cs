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

    [Fact]
    public void A_chat_without_a_model_is_with_the_one_above_the_tool_s_folder()
    {
        using var folder = new TemporaryFolder();
        string tool = Path.Combine(folder.File("tools"), "net10.0", "any");
        string[] chat = ["chat", "--json", "--temperature", "0", "--max-tokens", "3", "hi"];
        Assert.Empty(CliRun.Installed(tool, chat).AssertError(2, "models/k2-nano").Output);

        string model = Path.Combine(folder.File("models"), "k2-nano");
        CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "3", "--out", model).AssertSuccess();
        string answer = CliRun.Installed(tool, chat).AssertSuccess().Output;
        Assert.Equal(CliRun.Of([.. chat, "--model", model]).AssertSuccess().Output, answer);

        // The nearest one counts: an installed tool brings its own.
        string nearer = Path.Combine(tool, "models", "k2-nano");
        CliRun.Of("model", "synth", "--preset", "tiny", "--seed", "4", "--out", nearer).AssertSuccess();
        string other = CliRun.Installed(tool, chat).AssertSuccess().Output;
        Assert.NotEqual(answer, other);
        Assert.Equal(CliRun.Of([.. chat, "--model", nearer]).AssertSuccess().Output, other);
    }

    private static CliHost Host(string tool) => new(Stream.Null, Stream.Null, Stream.Null) { ToolDirectory = tool };
}
