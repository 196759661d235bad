using K2Sharp.Training.Runs;

namespace K2Sharp.Training.Tests.Runs;

public sealed class NanoRecipeTests
{
    [Fact]
    public void Short_has_the_same_phases_with_fewer_steps()
    {
        Recipe whole = Recipes.Find("nano", 3);
        Recipe brief = Recipes.Find("nano-short", 3);
        Assert.Equal(whole.Phases.Select(phase => phase.Name), brief.Phases.Select(phase => phase.Name));
        Assert.All(whole.Phases.Zip(brief.Phases), pair => Assert.True(pair.Second.Steps < pair.First.Steps));
    }
}
