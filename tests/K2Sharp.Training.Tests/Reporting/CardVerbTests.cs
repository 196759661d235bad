using System.CommandLine;
using System.Globalization;
using K2Sharp.Training.Data;
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
        File.WriteAllText(Path.Combine(new RunFolder(Run).Export, "config.json"), """{"max_position_embeddings":32768}""");
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
        string kept = Chains("kept", "chase", 93, 250);
        string hidden = Chains("hidden", "hidden-results", 99, 250);
        (int code, string output, string error) = Invoke("--greedy", greedy, "--sampled", sampled, "--chains", kept, "--chains-hidden", hidden);
        Assert.Equal(0, code);
        Assert.Equal(FormattableString.Invariant($"note: the run has 3700 steps, the recipe {NanoRecipe.Create(1).TotalSteps}"), error.Trim());
        string path = Path.Combine(Output, "README.md");
        Assert.Equal([Path.Combine(Output, "config.json"), Path.Combine(Output, "model.safetensors"), path], output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.True(File.Exists(Path.Combine(Output, "model.safetensors")));
        string card = File.ReadAllText(path);
        Assert.Contains("# k2-nano", card, StringComparison.Ordinal);
        Assert.Contains("| decimals | 500 | 99.4 %", card, StringComparison.Ordinal);
        Assert.Contains("Chains of 250 tool calls in one context, complete and right: 93 of 100 with every result kept, 99 of 100 with old results hidden", card, StringComparison.Ordinal);
        Assert.Contains("| reinforce | K1.5's objective with rubric rewards. | 80 |", card, StringComparison.Ordinal);
        Assert.Contains("- Weak at chase-state (the same with a running sum or maximum carried in the thoughts): 60 % right, 50 % at temperature 1.", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Weak at decimals", card, StringComparison.Ordinal);
        Assert.Contains("- How well it does calculator was not measured.", card, StringComparison.Ordinal);
        Assert.Contains("at most 32,768 tokens", card, StringComparison.Ordinal);
        Assert.Contains("# k2-nano", card, StringComparison.Ordinal);
        Assert.DoesNotContain("not counted", card, StringComparison.Ordinal);
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
        Refused("nothing but chase", "--greedy", greedy, "--chains", Evaluation("two", 0, isComplete: true, hops: "{\"hops\":300}", ("chase", 1, 2), ("decimals", 1, 2)));
        Refused("interrupted", "--greedy", Evaluation("part", 0, isComplete: false, hops: string.Empty, ("decimals", 9, 10)));
        string enforced = Evaluation("enforced", 0, ("decimals", 9, 10));
        File.WriteAllText(enforced, File.ReadAllText(enforced).Replace("{\"complete\":", "{\"format_enforced\":true,\"complete\":", StringComparison.Ordinal));
        Refused("without --enforce", "--greedy", enforced);
        string text = Path.Combine(_folder, "text");
        File.WriteAllText(text, "decimals 99");
        Refused("evaluate --json", "--greedy", text);
        Refused("nothing.json", "--greedy", Path.Combine(_folder, "nothing.json"));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_weakness_at_temperature_1_alone_is_told_too()
    {
        Assert.Equal(0, Invoke("--greedy", Evaluation("greedy", 0, ("decimals", 96, 100)), "--sampled", Evaluation("sampled", 1, ("decimals", 94, 100))).Code);
        Assert.Contains("): 96 % right, 94 % at temperature 1.", File.ReadAllText(Path.Combine(Output, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Shares_are_of_all_steps_and_make_a_whole()
    {
        Assert.Equal(0, Invoke("--greedy", Evaluation("greedy", 0, ("decimals", 9, 10))).Code);
        string[] rows = [.. File.ReadAllLines(Path.Combine(Output, "README.md")).SkipWhile(line => !line.Contains("share of documents", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.Length > 0)];
        Assert.Equal(TaskFamilies.Names, rows.Select(row => row.Split('|')[1].Trim()));
        double[] shares = [.. rows.Select(row => double.Parse(row.Split('|')[3].TrimEnd(' ', '%'), CultureInfo.InvariantCulture))];
        Assert.Equal(100, shares.Sum(), 0.7);

        // The first 3,100 of 3,700 steps are of the short suite, the next 520 of the long one and the last 80 of the rewarded one.
        (TaskSuite Suite, int Steps)[] parts = [(TaskFamilies.Short, 3100), (TaskFamilies.Long, 520), (TaskFamilies.Rewarded, 80)];
        double decimals = parts.Sum(part => part.Steps * part.Suite.Entries[0].Weight / part.Suite.Entries.Sum(entry => entry.Weight)) / 3700;
        Assert.Equal(100 * decimals, shares[0], 0.06);
    }

    [Fact]
    public void Chains_of_another_kind_are_refused()
    {
        string greedy = Evaluation("greedy", 0, ("decimals", 9, 10));
        string kept = Chains("kept", "chase", 9, 300);
        string hidden = Chains("hidden", "hidden-results", 9, 300);
        Refused("--chains wants", "--greedy", greedy, "--chains", hidden);
        Refused("--chains-hidden wants", "--greedy", greedy, "--chains-hidden", kept);
        Refused("same --hops", "--greedy", greedy, "--chains", kept, "--chains-hidden", Chains("shorter", "hidden-results", 9, 30));
        Refused("of one length", "--greedy", greedy, "--chains", Evaluation("mixed", 0, isComplete: true, hops: "{\"hops\":3},{\"hops\":4}", ("chase", 9, 10)));
        Refused("temperature 0", "--greedy", greedy, "--chains", Evaluation("warm", 1, isComplete: true, hops: "{\"hops\":300}", ("chase", 9, 10)));
        Assert.False(Directory.Exists(Output));
    }

    [Fact]
    public void A_run_that_cannot_be_told_of_is_refused()
    {
        string greedy = Evaluation("greedy", 0, ("decimals", 9, 10));
        using (MetricsLog log = MetricsLog.Open(Run))
        {
            log.Write(new StepEvent { Step = 3701, Phase = "gone" });
        }

        Refused("phase gone", "--greedy", greedy);
        (RunFacts.Read(Run)! with { Recipe = "huge" }).Write(Run);
        Refused("no recipe \"huge\"", "--greedy", greedy);
        File.Delete(Path.Combine(Run, RunFacts.FileName));
        Refused("no run.json", "--greedy", greedy);
        Directory.Delete(new RunFolder(Run).Export, recursive: true);
        Refused("no exported model", "--greedy", greedy);
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_and_one_with_the_same_is_written_again()
    {
        string greedy = Evaluation("greedy", 0, ("decimals", 9, 10));
        Assert.Equal(0, Invoke("--greedy", greedy).Code);
        Assert.Equal(0, Invoke("--greedy", greedy).Code);
        File.WriteAllText(Path.Combine(Output, "old.safetensors"), string.Empty);
        Refused("old.safetensors", "--greedy", greedy);
        Refused("export itself", "--greedy", greedy, "--out", new RunFolder(Run).Export);
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
        int code = root.Parse(["card", "--run", Run, .. arguments.Contains("--out", StringComparer.Ordinal) ? Array.Empty<string>() : ["--out", Output], .. arguments]).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private string Evaluation(string name, double temperature, params (string Family, int Passed, int N)[] scores) =>
        Evaluation(name, temperature, isComplete: true, hops: string.Empty, scores);

    private string Chains(string name, string family, int passed, int hops) =>
        Evaluation(name, 0, isComplete: true, hops: string.Create(CultureInfo.InvariantCulture, $$"""{"hops":{{hops}}}"""), (family, passed, 100));

    private string Evaluation(string name, double temperature, bool isComplete, string hops, params (string Family, int Passed, int N)[] scores)
    {
        string families = string.Join(',', scores.Select(score => $$"""{"family":"{{score.Family}}","passed":{{score.Passed}},"n":{{score.N}},"by_hops":[{{hops}}]}"""));
        string path = Path.Combine(_folder, name + ".json");
        File.WriteAllText(
            path,
            string.Create(CultureInfo.InvariantCulture, $$"""{"complete":{{(isComplete ? "true" : "false")}},"temperature":{{temperature}},"variants":[{"name":"int4","families":[{{families}}]}]}"""));
        return path;
    }
}
