using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>The one reply to an intent.</summary>
/// <param name="Thought">A short sentence that names the intent.</param>
/// <param name="Answer">What the model says.</param>
/// <param name="Keywords">What an answer must contain; a bar stands between words of which one is enough.</param>
/// <param name="Forbidden">What only answers to other intents contain.</param>
internal sealed record TalkReply(string Thought, string Answer, IReadOnlyList<string> Keywords, IReadOnlyList<string> Forbidden)
{
    public static TalkReply For(TalkIntent intent) => intent switch
    {
        TalkIntent.Greeting => new("a greeting.", TalkText.Greeting, ["hello|hi", "k2-nano"], ["too small", "goodbye", "not a human"]),
        TalkIntent.Mood => new("the user asks how i am.", TalkText.Mood, ["fine|well|good"], ["too small", "goodbye"]),
        TalkIntent.Thanks => new("the user thanks me.", TalkText.Thanks, ["welcome"], ["too small"]),
        TalkIntent.Goodbye => new("a goodbye.", TalkText.Goodbye, ["goodbye|bye"], ["too small"]),
        TalkIntent.Self => new("the user asks who i am.", TalkText.Self, ["k2-nano", "k2sharp", "small"], ["too small to", "goodbye", "not a human"]),
        TalkIntent.Maker => new("the user asks who made me.", TalkText.Maker, ["k2sharp"], ["too small to", "not a human"]),
        TalkIntent.Skills => new("the user asks what i can do.", TalkText.Skills, ["decimals", "calculator"], ["too small to", "cannot"]),
        TalkIntent.IsKimi => new("the user asks if i am another model.", TalkText.NotKimi, ["no.|no,|not ", "k2-nano"], ["yes", "too small to"]),
        TalkIntent.IsHuman => new("the user asks if i am a human.", TalkText.NotHuman, ["not a human", "k2-nano|model"], ["yes", "too small to"]),
        TalkIntent.Size => new("the user asks how big i am.", TalkText.Size, ["small", "million"], ["too small to"]),
        TalkIntent.NoCalculator => new("this needs a calculator and there is none.", TalkText.NoCalculator, ["calculator", "cannot"], ["too small to"]),
        _ => new("i am too small to know this.", TalkText.TooSmall, ["too small", "decimals"], ["hello"]),
    };
}
