using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Tests.Data.Phrases;

public sealed class PhrasingTests
{
    private const string Form = "which one is W, A or Bbigger";

    [Fact]
    public void Some_wordings_are_kept_for_held_out_tasks()
    {
        HashSet<string> trained = Draw(Split.Train);
        Assert.Contains(Draw(Split.HeldOut), text => !trained.Contains(text));
    }

    [Fact]
    public void The_wording_that_everybody_tries_is_trained() =>
        Assert.Contains("which one is bigger, 1.5 or 1.25? think carefully.", Draw(Split.Train));

    [Fact]
    public void The_request_itself_stays() => Assert.All(
        Draw(Split.Train),
        text => Assert.Contains("hich one is bigger, 1.5 or 1.25", text, StringComparison.Ordinal));

    private static HashSet<string> Draw(Split split)
    {
        var random = new TaskRandom(3);
        return [.. Enumerable.Range(0, 20_000).Select(_ => Phrasing.Wrap(random, split, Form, "which one is bigger, 1.5 or 1.25", isQuestion: true))];
    }
}
