using K2Sharp.Training.Data;
using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class NanoRecipeTests
{
    [Fact]
    public void Again_differs_in_the_last_phase_alone()
    {
        Recipe whole = Recipes.Find("nano", 3);
        Recipe again = Recipes.Find("nano-again", 3);
        Assert.Equal(Earlier(whole), Earlier(again));
        Assert.Equal(whole.Phases[^1].Name, again.Phases[^1].Name);
        Assert.Equal(whole.Phases[^1].StartRate, again.Phases[^1].StartRate);
        Assert.True(again.Phases[^1].Steps < whole.Phases[^1].Steps);
        Assert.Equal(25, again.Phases[^1].Steps / again.Phases[^1].Excursions.Single(excursion => excursion.Suite == TaskFamilies.Whole).Every);
        Assert.Equal(whole.ModelName, again.ModelName);
        Assert.Equal("./k2 train --recipe nano-again --seed 3 --from MODEL --phase settle --out DIR", again.Command);
        Assert.Equal("nano-again", again.Name);
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
