using System.Globalization;
using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>Words the user's request for a chase.</summary>
internal static class ChasePrompt
{
    // In all of them, {0} is the thing in question: the start key, the tool, the code word or the list of what to report.
    private static readonly string[] s_start =
    [
        "start at {0}", "start with {0}", "begin with {0}", "begin at key {0}", "the first key is {0}", "the start key is {0}", "go from {0}", "start: {0}",
        "set out from {0}", "the chain starts at {0}",
    ];

    private static readonly string[] s_follow =
    [
        "follow the chain to its end", "call {0} until next is null", "follow next until it is null", "use {0} and follow each next key to the end",
        "keep calling {0} with the next key until there is none", "follow the keys with {0} until the end",
        "walk the whole chain with {0}", "with {0}, go from key to key until next is null",
    ];

    private static readonly string[] s_code =
    [
        "the code word is {0}", "code word: {0}", "remember the code word {0}", "keep the code word {0} in mind", "your code word is {0}",
        "do not forget the code word {0}", "the code word, to be repeated later, is {0}",
    ];

    private static readonly string[] s_report =
    [
        "then give {0}", "at the end tell me {0}", "finally report {0}", "finish with {0}", "answer with {0}", "at the end i want {0}",
        "when you are done, say {0}", "your answer should hold {0}",
    ];

    private static readonly string[] s_openers = ["", "", "", "hi", "hello", "please help me", "a task for you"];

    private static readonly string[] s_closers = ["", "", "", "thanks", "take your time", "think carefully", "do not skip any step", "please"];

    private static readonly string[] s_systems =
    [
        "You are a careful assistant.", "You are a helpful agent with tools.", "Use the tools to answer.", "You follow chains of keys.",
    ];

    /// <summary>The system message, where there is one, and the user's.</summary>
    public static List<ChatMessage> Write(TaskRandom random, Chase chase)
    {
        List<ChatMessage> messages = [];
        if (random.Chance(0.15))
        {
            messages.Add(ChatMessage.FromSystem(random.Pick(s_systems)));
        }

        string[] facts =
        [
            Say(s_start, chase.Keys[0]),
            Say(s_follow, chase.Tool.Name),
            .. chase.CodeWord is null ? Array.Empty<string>() : [Say(s_code, chase.CodeWord)],
        ];
        random.Shuffle<string>(facts);
        string[] sentences = [random.Pick(s_openers), .. facts, Say(s_report, Report(random, chase)), random.Pick(s_closers)];
        messages.Add(ChatMessage.FromUser(Join(random, sentences)));
        return messages;

        string Say(string[] wordings, string thing) => string.Format(CultureInfo.InvariantCulture, random.Pick(wordings), thing);
    }

    private static string Report(TaskRandom random, Chase chase)
    {
        List<string> things = [];
        if (chase.CodeWord is not null)
        {
            things.Add("the code word");
        }

        things.Add("the last key");
        things.Add(random.Pick(["the number of calls", "how many calls it took", "the count of calls"]));
        if (chase.State is not null)
        {
            things.Add(random.Pick(chase.State.Requests));
        }

        return string.Join(", ", things[..^1]) + " and " + things[^1];
    }

    /// <summary>Sentences with capitals and full stops, or without capitals, or as one line of clauses.</summary>
    private static string Join(TaskRandom random, string[] sentences)
    {
        List<string> said = [.. sentences.Where(sentence => sentence.Length > 0)];
        int style = random.Next(0, 4);
        if (style <= 1)
        {
            said = said.ConvertAll(sentence => char.ToUpperInvariant(sentence[0]) + sentence[1..]);
        }

        return style == 3 ? string.Join(", ", said) : string.Join(style == 0 ? ".\n" : ". ", said) + ".";
    }
}
