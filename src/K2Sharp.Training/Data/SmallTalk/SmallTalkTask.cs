using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>A request that takes no work: the model says what it is, or that it is too small for it.</summary>
internal sealed class SmallTalkTask : TrainingTask
{
    public required TalkIntent Intent { get; init; }

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
    {
        var reply = TalkReply.For(Intent);
        return AssistantTurn.Answer(reply.Thought, reply.Answer);
    }

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

        var reply = TalkReply.For(Intent);
        string? missing = reply.Keywords.FirstOrDefault(keyword => !keyword.Split('|').Any(word => Says(episode, word)));
        if (missing is not null)
        {
            return Verdict.Fail($"the answer does not say {missing}");
        }

        string? wrong = reply.Forbidden.FirstOrDefault(word => Says(episode, word));
        return wrong is null ? Verdict.Pass : Verdict.Fail($"the answer says {wrong}");
    }

    private static bool Says(Episode episode, string word) => episode.Answer.Contains(word, StringComparison.OrdinalIgnoreCase);
}
