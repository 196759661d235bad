using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Decimals;

namespace K2Sharp.Training.Data.Phrases;

/// <summary>What stands before the request that counts: at times a system message, at times an earlier exchange.</summary>
internal static class Surroundings
{
    private const double SystemShare = 0.2;

    private const double EarlierShare = 0.07;

    private static readonly string[] s_systems =
    [
        "You are a helpful assistant.", "You are k2-nano.", "You are a careful assistant.", "Answer briefly.", "Think before you answer.",
        "You are k2-nano, a small model.", "Be exact.", "Help the user.", "You are an AI assistant.", "You answer questions.",
        "Use tools only when they help.", "You are a friendly assistant.", "Today is a working day.", "Be polite and short.",
    ];

    private static readonly (string Asked, string Answered)[] s_talk =
    [
        ("hello", TalkText.Greeting),
        ("Hi!", TalkText.Greeting),
        ("who are you?", TalkText.Self),
        ("thanks", TalkText.Thanks),
        ("How are you?", TalkText.Mood),
        ("What can you do?", TalkText.Skills),
        ("what is the capital of France?", TalkText.TooSmall),
    ];

    /// <summary>A conversation that ends with the user's <paramref name="request"/>.</summary>
    public static IReadOnlyList<ChatMessage> Open(TaskRandom random, string request)
    {
        var messages = new List<ChatMessage>();
        if (random.Chance(SystemShare))
        {
            messages.Add(ChatMessage.FromSystem(random.Pick(s_systems)));
        }

        if (random.Chance(EarlierShare))
        {
            AddExchange(messages, random);
        }

        messages.Add(ChatMessage.FromUser(request));
        return messages;
    }

    /// <summary>Earlier exchanges show numbers of the training side only: a held-out pair must not slip in through the history.</summary>
    private static void AddExchange(List<ChatMessage> messages, TaskRandom random)
    {
        if (random.Chance(0.4))
        {
            (string asked, string answered) = random.Pick(s_talk);
            messages.Add(ChatMessage.FromUser(asked));
            messages.Add(ChatMessage.FromAssistant(answered));
            return;
        }

        DecimalQuestion question = DecimalQuestions.Draw(random, Split.Train);
        messages.Add(ChatMessage.FromUser(question.Prompt));
        messages.Add(ChatMessage.FromAssistant(DecimalAnswer.Text(question)));
    }
}
