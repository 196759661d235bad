namespace K2Sharp.Training.Data.Calculator;

/// <summary>A request for one or more results.</summary>
/// <param name="Prompt">As the user types it.</param>
/// <param name="Steps">What is to be evaluated, in order.</param>
/// <param name="IsParallel">Whether the steps are independent and go into one turn; otherwise each uses the result before.</param>
/// <param name="Unit">What is counted, such as "pens"; empty for a bare number.</param>
/// <param name="IsMeasure">Whether the unit is a measure ("It is 5 dollars.") rather than things ("There are 5 pens.").</param>
/// <param name="Cue">The word of a story that tells the operation, such as "sells"; empty where there is no story.</param>
internal sealed record CalculatorQuestion(
    string Prompt,
    IReadOnlyList<CalculatorStep> Steps,
    bool IsParallel = false,
    string Unit = "",
    bool IsMeasure = false,
    string Cue = "")
{
    /// <summary>How many turns call the tool.</summary>
    public int Rounds => IsParallel ? 1 : Steps.Count;

    public bool IsChain => !IsParallel && Steps.Count > 1;

    /// <summary>The expressions as a right run sends them.</summary>
    public IReadOnlyList<string> Expressions()
    {
        var expressions = new List<string>();
        string last = string.Empty;
        foreach (CalculatorStep step in Steps)
        {
            string expression = step.Expression(last);
            expressions.Add(expression);
            last = CalculatorWorld.Evaluate(expression, out _);
        }

        return expressions;
    }

    /// <summary>The results of a right run; empty text for an expression without a value.</summary>
    public IReadOnlyList<string> Results() => [.. Expressions().Select(expression => CalculatorWorld.Evaluate(expression, out _))];
}
