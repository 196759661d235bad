using K2Sharp.Training.Runs;
using K2Sharp.Training.Tests.Model;

namespace K2Sharp.Training.Tests.Runs;

public sealed class TwinRecipeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("k2-twin-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bf16", null, "twin.safetensors")]
    [InlineData("qat3", 3, "qat3.safetensors")]
    [InlineData("qat2", 2, "qat2.safetensors")]
    public void Only_the_bits_of_quantized_phases_change(string name, int? bits, string file)
    {
        TwinRecipe twin = TwinRecipe.Of(SmallRun.Recipe, name);
        Assert.Equal([null, bits, bits], twin.Recipe.Phases.Select(phase => phase.Bits));
        Assert.Equal(SmallRun.Recipe.Phases, twin.Recipe.Phases.Zip(SmallRun.Recipe.Phases, (own, other) => own with { Bits = other.Bits }));
        Assert.Equal("short", twin.BranchesAfter);
        Assert.Equal(file, twin.WeightsFile);
    }

    [Fact]
    public void Names_and_recipes_without_a_twin_are_refused()
    {
        Assert.Contains("bf16, qat3, qat2", Assert.Throws<ArgumentException>(() => TwinRecipe.Of(SmallRun.Recipe, "int8")).Message, StringComparison.Ordinal);
        Recipe always = SmallRun.Recipe with { Phases = [.. SmallRun.Recipe.Phases.Skip(1)] };
        Assert.Throws<ArgumentException>(() => TwinRecipe.Of(always, "bf16"));
        Recipe never = SmallRun.Recipe with { Phases = [.. SmallRun.Recipe.Phases.Take(1)] };
        Assert.Throws<ArgumentException>(() => TwinRecipe.Of(never, "bf16"));
        TrainingException early = Assert.Throws<TrainingException>(() => TwinRecipe.Of(SmallRun.Recipe, "bf16").Prepare(new RunFolder(_folder)));
        Assert.Contains("no checkpoint after its phase short", early.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_twin_with_the_same_bits_is_the_run_itself_and_one_without_is_not()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        SmallNetwork.WriteTokenizer(run.Tokenizer);
        byte[] original = Train(SmallRun.Recipe, run);
        TwinRecipe bf16 = TwinRecipe.Of(SmallRun.Recipe, "bf16");
        TwinRecipe same = bf16 with { Recipe = SmallRun.Recipe with { Name = "small-same" } };
        Assert.Equal(original, Train(same.Recipe, same.Prepare(run)));
        RunFolder twin = bf16.Prepare(run);
        Assert.NotEqual(original, Train(bf16.Recipe, twin));

        // A finished twin is left as it stands.
        Assert.Equal(twin.Path, bf16.Prepare(run).Path);
        Recipe otherSeed = SmallRun.Recipe with { Seed = 9 };
        Assert.Contains("--seed 3", Assert.Throws<TrainingException>(() => TwinRecipe.Of(otherSeed, "qat2").Prepare(run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_twin_of_a_run_that_began_later_begins_with_the_same_model()
    {
        RunFolder first = SmallRun.Trained(Path.Combine(_folder, "first"));
        var later = new RunFolder(Path.Combine(_folder, "later"));
        LaterStart.Prepare(SmallRun.Recipe, "longer", first.Export, later);
        byte[] start = File.ReadAllBytes(Path.Combine(later.Start, "state.safetensors"));
        byte[] end = Train(SmallRun.Recipe, later);
        TwinRecipe twin = TwinRecipe.Of(SmallRun.Recipe, "bf16");
        RunFolder folder = twin.Prepare(later);
        Assert.Equal(start, File.ReadAllBytes(Path.Combine(folder.Checkpoint, "state.safetensors")));
        byte[] other = Train(twin.Recipe, folder);
        Assert.NotEqual(start, other);
        Assert.NotEqual(end, other);
        TwinRecipe same = twin with { Recipe = SmallRun.Recipe with { Name = "small-same" } };
        Assert.Equal(end, Train(same.Recipe, same.Prepare(later)));
    }

    [Fact]
    public void A_start_before_quantization_is_no_place_to_branch_off()
    {
        RunFolder first = SmallRun.Trained(Path.Combine(_folder, "first"));
        var later = new RunFolder(Path.Combine(_folder, "later"));
        LaterStart.Prepare(SmallRun.Recipe, "short", first.Export, later);
        Assert.Contains("no checkpoint", Assert.Throws<TrainingException>(() => TwinRecipe.Of(SmallRun.Recipe, "bf16").Prepare(later)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_another_recipe_is_refused_by_name()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        SmallNetwork.WriteTokenizer(run.Tokenizer);
        Train(SmallRun.Recipe, run);
        TwinRecipe other = TwinRecipe.Of(SmallRun.Recipe with { Name = "smaller" }, "bf16");
        Assert.Contains("add --recipe small", Assert.Throws<TrainingException>(() => other.Prepare(run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_crash_while_a_twin_saves_does_not_begin_it_anew()
    {
        var run = new RunFolder(Path.Combine(_folder, "run"));
        SmallNetwork.WriteTokenizer(run.Tokenizer);
        Train(SmallRun.Recipe, run);
        TwinRecipe twin = TwinRecipe.Of(SmallRun.Recipe, "qat2");
        RunFolder folder = twin.Prepare(run);
        byte[] state = Train(twin.Recipe, folder);
        Directory.Move(folder.Checkpoint, folder.Checkpoint + ".old");
        Assert.Equal(state, File.ReadAllBytes(Path.Combine(twin.Prepare(run).Checkpoint, "state.safetensors")));
    }

    [Fact]
    public void A_twin_says_which_command_makes_it()
    {
        Assert.Equal("./k2 train --recipe small --seed 3 --out DIR", SmallRun.Recipe.Command);
        Assert.Equal("./k2 train --recipe small --seed 3 --twin qat3 --out DIR", TwinRecipe.Of(SmallRun.Recipe, "qat3").Recipe.Command);
    }

    private static byte[] Train(Recipe recipe, RunFolder folder)
    {
        using var run = new TrainingRun(recipe, folder, new SmallRun());
        run.Run(TestContext.Current.CancellationToken);
        Assert.True(run.IsFinished);
        return File.ReadAllBytes(Path.Combine(folder.Checkpoint, "state.safetensors"));
    }
}
