namespace K2Sharp.Agents.Loop;

/// <summary>What the runner says to the model.</summary>
internal static class Notices
{
    public const string NoAnswer = "Your last turn held neither a tool call nor an answer. Call a tool, or write the answer.";

    public const string CutThought =
        "Your last turn was cut off at the limit of tokens before it came to a tool call or an answer. Think more briefly, and take the next step.";

    public const string CutAnswer = "Your answer was cut off at the limit of tokens. Write it again, more briefly.";

    public const string Markup =
        "Your last turn contained the markup of a tool call as plain text, so nothing was called. End your thinking first, and then call the tool properly, or write the answer.";

    public const string Interrupted =
        "The run was interrupted while this call was running. It was not repeated, and may have taken effect wholly, in part or not at all: check before you do it again.";

    public static string Loop(Repetition repetition) =>
        $"You are repeating yourself: {repetition.What}, {repetition.Count} times now. Doing it again will not change anything. Think about what is different from what you expected, and do something else, or answer with what you know.";

    public static string Rewound(Repetition repetition) =>
        $"You repeated {repetition.What} {repetition.Count} times. The repetitions were removed from this conversation; their result is above. Do not make that call again: take another way, or answer with what you know.";

    public static string Final(string reason) =>
        $"{char.ToUpperInvariant(reason[0])}{reason[1..]}: no more tools can be called. Write your final answer now, from what you have found out so far.";
}
