using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;
using K2Sharp.Training.Data.Chases;
using K2Sharp.Training.Tests.Data.Chases;

namespace K2Sharp.Training.Tests.Data;

public sealed class TrainingViewTests
{
    [Fact]
    public void Without_hiding_everything_is_shown_and_all_turns_after_the_opening_are_trained()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            Episode episode = Chases.FamilyChecks.Play(new ChaseFamily(), seed);
            TrainingView view = TrainingView.Of(episode, new TaskRandom(seed));
            Assert.Equal(episode.Messages, view.Messages);
            Assert.Equal(episode.Task.Opening.Count, view.TrainFrom);
        }
    }

    [Fact]
    public void With_hiding_no_trained_turn_answers_a_hidden_result_and_none_that_could_be_is_left_out()
    {
        int hiddenViews = 0;
        int answers = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            Episode episode = Chases.FamilyChecks.Play(new HiddenResultsFamily(), seed);
            TrainingView view = TrainingView.Of(episode, new TaskRandom(seed));
            int last = view.Messages.Count - 1;
            Assert.Equal(ChatRole.Assistant, view.Messages[^1].Role);
            Assert.True(last >= episode.Task.Opening.Count);
            Assert.InRange(view.TrainFrom, episode.Task.Opening.Count, last);
            Assert.Equal(ChatRole.Assistant, view.Messages[view.TrainFrom].Role);

            // The model saw the last turn's conversation in just this form.
            IReadOnlyList<ChatMessage> seen = episode.Task.Hiding!.Apply([.. episode.Messages.Take(last)]);
            Assert.Equal(seen.Select(message => message.Text), view.Messages.Take(last).Select(message => message.Text));
            for (int i = episode.Task.Opening.Count; i <= last; i++)
            {
                if (view.Messages[i].Role == ChatRole.Assistant && view.Messages[i - 1].ToolCallId is not null)
                {
                    Assert.Equal(view.Messages[i - 1].Text != HiddenResults.Marker, i >= view.TrainFrom);
                }
            }

            hiddenViews += view.Messages.Any(message => message.Text == HiddenResults.Marker) ? 1 : 0;
            answers += last == episode.Messages.Count - 1 ? 1 : 0;
        }

        Assert.True(hiddenViews > 250, $"{hiddenViews} views with hidden results");
        Assert.InRange(answers, 120, 300);
    }

    [Fact]
    public void The_same_state_gives_the_same_view()
    {
        Episode episode = Chases.FamilyChecks.Play(new HiddenResultsFamily(), 12);
        TrainingView first = TrainingView.Of(episode, new TaskRandom(3));
        TrainingView second = TrainingView.Of(episode, new TaskRandom(3));
        Assert.Equal(first.TrainFrom, second.TrainFrom);
        Assert.Equal(first.Messages.Select(message => message.Text), second.Messages.Select(message => message.Text));
    }
}
