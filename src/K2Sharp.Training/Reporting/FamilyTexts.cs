namespace K2Sharp.Training.Reporting;

/// <summary>What the task families ask for, in a sentence each, for people who do not read the code.</summary>
internal static class FamilyTexts
{
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

    /// <summary>The sentence of a family; its name where there is none.</summary>
    public static string Of(string family) => s_texts.GetValueOrDefault(family, family);
}
