using System.CommandLine;
using System.Globalization;
using K2Sharp.Training.Reporting;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Reporting;

public sealed class CardVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-card-").FullName;

    public CardVerbTests()
    {
        SampleRun.Write(Run);
        Directory.CreateDirectory(new RunFolder(Run).Export);
        File.WriteAllText(Path.Combine(new RunFolder(Run).Export, "config.json"), "{}");
        File.WriteAllBytes(Path.Combine(new RunFolder(Run).Export, "model.safetensors"), new byte[3000]);
    }

    private string Run => Path.Combine(_folder, "run");

    private string Output => Path.Combine(_folder, "model");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_card_is_made_of_the_run_and_its_evaluations()
    {
        string greedy = Evaluation("greedy", 0, ("decimals", 497, 500), ("chase-state", 300, 500));
        string sampled = Evaluation("sampled", 1, ("decimals", 490, 500), ("chase-state", 250, 500));
        string kept = Evaluation("kept", 0, ("chase", 93, 100));
        string hidden = Evaluation("hidden", 0, ("hidden-results", 99, 100));
        (int code, string output, string error) = Invoke("--greedy", greedy, "--sampled", sampled, "--chains", kept, "--chains-hidden", hidden);
        Assert.Equal((0, string.Empty), (code, error));
        string path = Path.Combine(Output, "README.md");
        Assert.Equal(path, output.Trim());
        Assert.True(File.Exists(Path.Combine(Output, "model.safetensors")));
        string card = File.ReadAllText(path);
        Assert.Contains("# k2-nano", card, StringComparison.Ordinal);
        Assert.Contains("| decimals | 500 | 99.4 %", card, StringComparison.Ordinal);
        Assert.Contains("93 of 100 with every result kept, 99 of 100 with old results hidden", card, StringComparison.Ordinal);
        Assert.Contains("| reinforce | K1.5's objective with rubric rewards. | 80 |", card, StringComparison.Ordinal);
        Assert.Contains("goes wrong in 200 of 500 tasks", card, StringComparison.Ordinal);
        Assert.DoesNotContain("decimals (", card, StringComparison.Ordinal);
        Assert.Contains("170 minutes of CPU time", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluations_of_another_kind_are_refused()
    {
        string greedy = Evaluation("greedy", 0, ("decimals", 9, 10));
        string sampled = Evaluation("sampled", 1, ("decimals", 9, 10));
        Refused("temperature 0", "--greedy", sampled);
        Refused("temperature 1", "--greedy", greedy, "--sampled", greedy);
        Refused("same --limit", "--greedy", greedy, "--sampled", Evaluation("more", 1, ("decimals", 9, 20)));
        Refused("nothing but chains", "--greedy", greedy, "--chains", Evaluation("two", 0, ("chase", 1, 2), ("decimals", 1, 2)));
        Refused("interrupted", "--greedy", Evaluation("part", 0, isComplete: false, ("decimals", 9, 10)));
        string text = Path.Combine(_folder, "text");
        File.WriteAllText(text, "decimals 99");
        Refused("evaluate --json", "--greedy", text);
        Refused("nothing.json", "--greedy", Path.Combine(_folder, "nothing.json"));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_model_that_is_too_large_is_refused()
    {
        File.WriteAllBytes(Path.Combine(new RunFolder(Run).Export, "more.safetensors"), new byte[8_000_000]);
        Refused("8.0 MB", "--greedy", Evaluation("greedy", 0, ("decimals", 9, 10)));
    }

    private void Refused(string expected, params string[] arguments)
    {
        (int code, string output, string error) = Invoke(arguments);
        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private (int Code, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var root = new RootCommand { CardVerb.Create() };
        int code = root.Parse(["card", "--run", Run, "--out", Output, .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private string Evaluation(string name, double temperature, params (string Family, int Passed, int N)[] scores) => Evaluation(name, temperature, isComplete: true, scores);

    private string Evaluation(string name, double temperature, bool isComplete, params (string Family, int Passed, int N)[] scores)
    {
        string families = string.Join(',', scores.Select(score => $$"""{"family":"{{score.Family}}","passed":{{score.Passed}},"n":{{score.N}}}"""));
        string path = Path.Combine(_folder, name + ".json");
        File.WriteAllText(
            path,
            string.Create(CultureInfo.InvariantCulture, $$"""{"complete":{{(isComplete ? "true" : "false")}},"temperature":{{temperature}},"variants":[{"name":"int4","families":[{{families}}]}]}"""));
        return path;
    }
}
