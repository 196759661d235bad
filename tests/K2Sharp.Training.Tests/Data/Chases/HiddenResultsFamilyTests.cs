using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;

namespace K2Sharp.Training.Tests.Data.Chases;

public sealed class HiddenResultsFamilyTests
{
    [Fact]
    public void The_teacher_passes_the_judge() => FamilyChecks.CheckTeacher(new HiddenResultsFamily());

    [Fact]
    public void Wrong_episodes_fail() => FamilyChecks.CheckJudge(new HiddenResultsFamily(), 60);

    [Fact]
    public void A_crop_starts_with_all_results_hidden_but_the_latest()
    {
        var family = new HiddenResultsFamily(new ChaseLengths(8, 20), cropShare: 1);
        for (ulong seed = 0; seed < 100; seed++)
        {
            TrainingTask task = family.Create(new TaskRandom(seed), Split.Train);
            IReadOnlyList<ChatMessage> shown = task.Hiding!.Apply(task.Opening);
            Assert.Equal(task.Hiding.Keep, shown.Count(message => message.ToolCallId is not null && message.Text != HiddenResults.Marker));
            Assert.Equal(task.Hiding.Most + 1 - task.Hiding.Keep, shown.Count(message => message.Text == HiddenResults.Marker));
        }
    }

    [Fact]
    public void Three_hundred_calls_end_with_the_code_word_and_all_but_a_few_results_hidden()
    {
        Episode episode = FamilyChecks.Play(new HiddenResultsFamily(ChaseLengths.Exactly(300), new HiddenResults(6, 2)), 9, Split.HeldOut);
        Assert.True(episode.Task.Judge(episode).Passed);
        IReadOnlyList<ChatMessage> shown = episode.Task.Hiding!.Apply(episode.Messages);
        Assert.InRange(shown.Count(message => message.Text == HiddenResults.Marker), 294, 298);
        Assert.Contains("Calls: 300.", episode.Answer, StringComparison.Ordinal);
    }
}
