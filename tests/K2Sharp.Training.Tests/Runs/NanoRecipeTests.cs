using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class NanoRecipeTests
{
    [Theory]
    [InlineData("nano-again", 1500, 2.5e-3)]
    [InlineData("nano-finish", 800, 1.5e-3)]
    public void Recipes_for_a_finished_model_differ_in_the_last_phase_alone(string name, int steps, double rate)
    {
        Recipe whole = Recipes.Find("nano", 3);
        Recipe later = Recipes.Find(name, 3);
        Assert.Equal(Earlier(whole), Earlier(later));
        Phase last = later.Phases[^1];
        Assert.Equal((whole.Phases[^1].Name, steps, rate), (last.Name, last.Steps, last.StartRate));
        Assert.Equal(60, last.Excursions.Single(excursion => excursion.Suite == TaskFamilies.Whole).Every);
        Assert.Equal(whole.ModelName, later.ModelName);
        Assert.Equal($"./k2 train --recipe {name} --seed 3 --from MODEL --phase settle --out DIR", later.Command);
        Assert.Equal(name, later.Name);
    }

    [Fact]
    public void Short_has_the_same_phases_with_fewer_steps()
    {
        Recipe whole = Recipes.Find("nano", 3);
        Recipe brief = Recipes.Find("nano-short", 3);
        Assert.Equal(whole.Phases.Select(phase => phase.Name), brief.Phases.Select(phase => phase.Name));
        Assert.All(whole.Phases.Zip(brief.Phases), pair => Assert.True(pair.Second.Steps < pair.First.Steps));
    }

    // Excursions are lists, which are equal only as the same one.
    private static IEnumerable<Phase> Earlier(Recipe recipe) => recipe.Phases.SkipLast(1).Select(phase => phase with { Excursions = [] });
}
