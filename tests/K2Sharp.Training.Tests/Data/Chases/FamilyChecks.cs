using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data.Chases;

/// <summary>What holds for every family of chases.</summary>
internal static class FamilyChecks
{
    public static Episode Play(ITaskFamily family, ulong seed, Split split = Split.Train) =>
        Teaching.Play(family.Create(new TaskRandom(seed), split));

    /// <summary>
    /// The document as it is generated. The template leaves thoughts out up to the last answer, so an answer at the end is not rendered
    /// but appended.
    /// </summary>
    public static string Text(Episode episode)
    {
        IReadOnlyList<ChatMessage> messages = episode.Messages;
        bool isAnswer = messages[^1].ToolCalls.Count == 0;
        ChatMessage[] before = [.. messages.Take(isAnswer ? messages.Count - 1 : messages.Count)];
        string text = K2ChatTemplate.ToText(K2ChatTemplate.Render(before, episode.Task.Tools, addGenerationPrompt: isAnswer));
        return isAnswer ? $"{text}<think>{messages[^1].ReasoningContent}</think>{messages[^1].Text}<|im_end|>" : text;
    }

    /// <summary>The teacher passes on both sides, says only ASCII, always thinks, and repeats itself to the byte.</summary>
    public static void CheckTeacher(ITaskFamily family, int tasks = 300)
    {
        foreach (Split split in new[] { Split.Train, Split.HeldOut })
        {
            for (int seed = 0; seed < tasks; seed++)
            {
                Episode episode = Play(family, (ulong)seed, split);
                string text = Text(episode);
                Assert.True(episode.Task.Judge(episode) is { Passed: true }, $"{seed} {split}: {episode.Task.Judge(episode).Why}\n{text}");
                Assert.Equal(text, Text(Play(family, (ulong)seed, split)));
                Assert.True(Ascii.IsValid(text));
                Assert.All(episode.Turns, turn => Assert.False(string.IsNullOrWhiteSpace(turn.Reasoning) || turn.Reasoning.EndsWith('\n')));
                Assert.Equal(family.Name, episode.Task.Family);
                Assert.True(episode.Turns.Count <= episode.Task.TurnLimit - 2);
            }
        }
    }

    /// <summary>Every mutation of every teacher's episode fails.</summary>
    public static void CheckJudge(ITaskFamily family, int tasks = 300)
    {
        for (int seed = 0; seed < tasks; seed++)
        {
            Episode episode = Play(family, (ulong)seed, seed % 2 == 0 ? Split.Train : Split.HeldOut);
            foreach ((string name, Episode mutated) in EpisodeMutations.Of(episode))
            {
                Assert.False(episode.Task.Judge(mutated).Passed, $"{seed} {name}: {mutated.Answer}\n{Text(episode)}");
            }
        }
    }
}
