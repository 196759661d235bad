using System.Text.RegularExpressions;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Critique;

/// <summary>Two answers to a request, one of which is better.</summary>
internal sealed partial class CritiqueTask : TrainingTask
{
    /// <summary>The name of the family, also of the tasks that are made of rollouts.</summary>
    public const string FamilyName = "critique";

    public required bool IsABetter { get; init; }

    /// <summary>The teacher's thought.</summary>
    public required string Thought { get; init; }

    private string Better => IsABetter ? "A" : "B";

    public static CritiqueTask Create(string request, string answerA, string answerB, bool isABetter, string thought) => new()
    {
        Family = FamilyName,
        Opening = CritiquePrompt.Write(request, answerA, answerB),
        IsABetter = isABetter,
        Thought = thought,
        TurnLimit = 2,
    };

    /// <summary>A task of two answers in random order, with the thought that follows from what the critic sees.</summary>
    public static CritiqueTask FromPair(string request, string better, string worse, TaskRandom random)
    {
        bool isABetter = random.Chance(0.5);
        (string a, string b) = isABetter ? (better, worse) : (worse, better);
        return Create(request, a, b, isABetter, CritiqueThought.Write(request, a, b, isABetter));
    }

    /// <summary>
    /// Refreshes the critic: an answer of the model that a judge has passed and one that it has failed. The thought is the family's where
    /// it leads to the judge's verdict, else the short one, so that rollouts never contradict the family.
    /// </summary>
    public static CritiqueTask FromRollouts(string request, string passedAnswer, string failedAnswer, TaskRandom random) =>
        FromPair(request, passedAnswer, failedAnswer, random);

    /// <summary>The answer that a critic names, 'A' or 'B'; null where it names none or both.</summary>
    public static char? Choice(string answer)
    {
        string bare = answer.Trim(' ', '\n', '.', '!', '*', '(', ')', '"', '\'').ToUpperInvariant();
        if (bare is "A" or "B")
        {
            return bare[0];
        }

        // A small a is mostly an article, so inside of a sentence only capitals count.
        char[] named = [.. Letter().Matches(answer).Select(match => match.Value[0]).Distinct()];
        return named.Length == 1 ? named[0] : null;
    }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) => AssistantTurn.Answer(Thought, Better + ".");

    public override Verdict Judge(Episode episode)
    {
        if (episode.Calls.Any())
        {
            return Verdict.Fail("a call that was not needed");
        }

        if (!episode.IsComplete || episode.Turns.Count != 1 || episode.Turns[0].Reasoning.Length == 0)
        {
            return Verdict.Fail("not one thought and one finished answer");
        }

        return Choice(episode.Answer) == Better[0] ? Verdict.Pass : Verdict.Fail($"the better one is {Better}");
    }

    [GeneratedRegex(@"\b[AB]\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Letter();
}
