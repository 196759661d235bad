using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Critique;

namespace K2Sharp.Training.Tests.Data.Critique;

public sealed class CritiqueTaskTests
{
    [Theory]
    [InlineData("A.", 'A')]
    [InlineData("B", 'B')]
    [InlineData("b.", 'B')]
    [InlineData(" **B** ", 'B')]
    [InlineData("B is a better answer.", 'B')]
    [InlineData("The better one is A.", 'A')]
    [InlineData("A or B", null)]
    [InlineData("a good answer", null)]
    [InlineData("Both.", null)]
    [InlineData("", null)]
    public void A_choice_is_read_leniently(string answer, char? choice) => Assert.Equal(choice, CritiqueTask.Choice(answer));

    [Fact]
    public void The_prompt_is_one_line_for_each_part()
    {
        string text = Assert.Single(CritiquePrompt.Write("who\nare you?", string.Empty, new string('x', 300))).Text;
        Assert.Equal($"Rubric: right, complete, short.\nRequest: who are you?\nA: (empty)\nB: {new string('x', 200)}\nWhich is better?", text);
    }

    [Fact]
    public void A_comparison_from_rollouts_gets_the_whole_thought()
    {
        var task = CritiqueTask.FromRollouts("Which is bigger, 9.11 or 9.9?", "9.9 is bigger than 9.11.", "9.11 is bigger than 9.9.", new TaskRandom(1));
        const string Known = "which is bigger: 9.11 and 9.9. whole digits: 1 1 =. first: 9 9 =. tenths: 1 9 <. so 9.11 < 9.9. bigger: right, 9.9.";
        Assert.Equal(
            task.IsABetter
                ? Known + " A: 9.9 ok, bigger ok, 9.11 ok. B: 9.11 wrong. A."
                : Known + " A: 9.11 wrong. B: 9.9 ok, bigger ok, 9.11 ok. B.",
            task.Thought);
    }

    [Theory]
    [InlineData("what is 12 * 7?", "12 * 7 is 84.", "12 * 7 is 74.")]
    [InlineData("i have 5 apples and get 3 more", "You have 8.", "You have 5.")]
    [InlineData("Which is bigger, 9.11 or 9.9?", "9.11 is smaller than 9.9.", "9.9 is smaller than 9.11.")]
    public void What_cannot_be_shown_gets_the_short_thought(string request, string passed, string failed)
    {
        var task = CritiqueTask.FromRollouts(request, passed, failed, new TaskRandom(1));
        Assert.Equal(task.IsABetter ? "A ok. B wrong. A." : "A wrong. B ok. B.", task.Thought);
        FamilyChecks.Passes(Teaching.Play(task));
    }

    [Fact]
    public void Small_talk_from_rollouts_says_what_the_user_means()
    {
        var task = CritiqueTask.FromRollouts("thx", "You are welcome.", "Hello! I am", new TaskRandom(1));
        Assert.StartsWith("the user thanks me. A: ", task.Thought, StringComparison.Ordinal);
        Assert.Contains("You are welcome ok.", task.Thought, StringComparison.Ordinal);
        Assert.Contains("Hello! I am wrong.", task.Thought, StringComparison.Ordinal);
    }
}
