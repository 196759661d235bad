namespace K2Sharp.Training.Reporting;

/// <summary>
/// What a model card says in words: what the model is, what the task families ask for, for people who do not read the code, and what holds
/// whatever was measured. Numbers have no place here: the card takes them from files.
/// </summary>
internal static class CardTexts
{
    public const string Summary = "A Kimi K2 at laptop scale: the architecture, the INT4 format, the chat template and the tool calls of Kimi-K2-Thinking, trained from random weights by K2Sharp on made-up agent tasks. It shows that the recipe works and lets software be tried out; it is not a useful assistant.";

    public const string Format = "routed experts INT4 with a bfloat16 scale per 32 weights; the rest bfloat16";

    public const string Measured = "Held-out tasks (numbers, names, keys and words that training never drew), played to their end by K2Sharp's engine with the exported INT4 weights; a task counts only if every call and the answer are right.";

    private static readonly Dictionary<string, string> s_texts = new(StringComparer.Ordinal)
    {
        ["decimals"] = "compare two decimal numbers, thinking digit by digit",
        ["calculator"] = "turn a question into one or more calls of a calculator and tell the result",
        ["chase"] = "follow a chain of look-ups to its end; the code word told at the start must be in the answer",
        ["chase-state"] = "the same with a running sum or maximum carried in the thoughts",
        ["tool-errors"] = "tools that time out once or more: retry, or give up and say so",
        ["search-open"] = "search, open the document that satisfies two constraints, answer with its id as evidence",
        ["schema-arguments"] = "call a tool whose argument schema is different in every task",
        ["no-tool"] = "decide whether one of the declared tools fits; call it, or say that none does",
        ["hidden-results"] = "chains of look-ups in which old tool results are hidden from the model",
        ["aggregation"] = "pick the majority's or the verified one of eight candidate answers",
        ["early-end"] = "answer at once after the thinking was cut off",
        ["small-talk"] = "say hello, what it is and what it can do",
        ["critique"] = "say which of two answers is better, for the self-critique reward",
    };

    /// <summary>What the model cannot do by its making, however well it was trained.</summary>
    public static IReadOnlyList<string> Limits { get; } =
    [
        "It knows nothing about the world: everything it was trained on is made up by a program. Other questions get a made-up or a fixed answer.",
        "It understands requests that are worded like those of its training, in English only. A wording far from them is often misread.",
        "It does not calculate: it calls a calculator tool where one is declared, and says so where none is. By itself it only compares decimals and keeps the small totals of its chains.",
        "Its small talk is a handful of fixed sentences.",
        "It is for trying out software that serves or drives K2 models, not for work.",
    ];

    /// <summary>The sentence of a family; its name where there is none.</summary>
    public static string OfFamily(string family) => s_texts.GetValueOrDefault(family, family);
}
