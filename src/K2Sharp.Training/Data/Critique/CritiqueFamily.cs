using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.SmallTalk;

namespace K2Sharp.Training.Data.Critique;

/// <summary>
/// "Which of these two answers is better?" Like K2's critic, which is the model itself and ranks pairs of its own answers. One answer is
/// a teacher's, the other a spoiled one; the requests are other families' and are held out as there.
/// </summary>
internal sealed class CritiqueFamily : ITaskFamily
{
    private const double DecimalsShare = 0.65;

    private const double CutShare = 0.13;

    private const double LongShare = 0.13;

    /// <summary>How often a right answer that repeats itself stands against a wrong one: what is right comes first.</summary>
    private const double LongBetterShare = 0.12;

    private readonly SmallTalkFamily _talk = new();

    public string Name => CritiqueTask.FamilyName;

    public TrainingTask Create(TaskRandom random, Split split) =>
        random.Chance(DecimalsShare) ? Decimals(random, split) : Talk(random, split);

    private static CritiqueTask Decimals(TaskRandom random, Split split)
    {
        DecimalQuestion question = DecimalQuestions.Draw(random, split);
        string right = DecimalAnswer.Text(question);

        // The first number must stay, or nothing would be said at all.
        int least = question.IsTie ? 4 : 2;
        return Pair(random, question.Prompt, right, question.IsYesNo ? least + 1 : least, () => DecimalMistakes.Draw(random, split, question));
    }

    private CritiqueTask Talk(TaskRandom random, Split split)
    {
        var task = (SmallTalkTask)_talk.Create(random, split);
        return Pair(random, task.Opening[^1].Text, TalkReply.For(task.Intent).Answer, 3, () => OtherReply(random, split, task));
    }

    private static CritiqueTask Pair(TaskRandom random, string request, string right, int leastWords, Func<string> drawMistake)
    {
        double kind = random.NextDouble();
        string repeated = Spoiling.Repeat(random, right);
        bool mayRepeat = CritiquePrompt.Shown(repeated) == repeated;
        string? worse = kind < CutShare ? Spoiling.Cut(random, right, leastWords)
            : kind < CutShare + LongShare && mayRepeat ? repeated
            : null;
        if (worse is not null)
        {
            return CritiqueTask.FromPair(request, right, worse, random);
        }

        string better = mayRepeat && random.Chance(LongBetterShare) ? repeated : right;
        return CritiqueTask.FromPair(request, better, drawMistake(), random);
    }

    /// <summary>An answer to something else, which the task's judge fails.</summary>
    private static string OtherReply(TaskRandom random, Split split, SmallTalkTask task)
    {
        TalkIntent[] intents = Enum.GetValues<TalkIntent>();
        while (true)
        {
            string answer = random.Chance(0.15)
                ? DecimalAnswer.Text(DecimalQuestions.Draw(random, split))
                : TalkReply.For(random.Pick(intents)).Answer;
            if (!Passes(task, answer))
            {
                return answer;
            }
        }
    }

    private static bool Passes(SmallTalkTask task, string answer)
    {
        IReadOnlyList<ChatMessage> messages = task.Opening;
        AssistantTurn turn = AssistantTurn.Answer("x", answer);
        return task.Judge(new Episode { Task = task, Messages = messages, Turns = [turn], IsComplete = true }).Passed;
    }
}
