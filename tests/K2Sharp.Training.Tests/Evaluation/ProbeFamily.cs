using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Evaluation;

/// <summary>Tasks that a random model passes when its text has an even length.</summary>
internal sealed class ProbeFamily(string name = "probe", Action? onJudge = null) : ITaskFamily
{
    public string Name => name;

    public TrainingTask Create(TaskRandom random, Split split) => new ProbeTask
    {
        Family = name,
        Opening = [ChatMessage.FromUser($"{split} {random.Next(0, 1000)}")],
        Hops = random.Next(0, 3),
        TurnTokenBudget = 8,
        ForcedThought = "so",
        Rubric = episode =>
        {
            onJudge?.Invoke();
            return episode.GeneratedTokens % 2 == 0 ? Verdict.Pass : Verdict.Fail($"{episode.GeneratedTokens} tokens, \"{episode.Answer}\"");
        },
    };
}
