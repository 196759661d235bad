namespace K2Sharp.Training.Data.Calculator;

/// <summary>The teacher's wording around calls of the calculator.</summary>
internal static class CalculatorWords
{
    /// <summary>The thought before the call of step <paramref name="step"/>, or before both calls of parallel steps.</summary>
    public static string Before(CalculatorQuestion question, CalculatorTool tool, int step, string last)
    {
        if (question.IsParallel)
        {
            return $"two parts. {Restated(question, 0, last)} {Restated(question, 1, last)} call {tool.Name} twice.";
        }

        string call = $"{Restated(question, step, last)} call {tool.Name}.";
        if (!question.IsChain)
        {
            return call;
        }

        string begin = step == 0 ? $"{question.Steps.Count} steps." : $"step {step} gave {last}.";
        return $"{begin} step {step + 1}: {call}";
    }

    /// <summary>The thought after the last result.</summary>
    public static string After(CalculatorQuestion question, IReadOnlyList<string> results) => question switch
    {
        { IsParallel: true } => $"the results are {results[0]} and {results[1]}.",
        { IsChain: true } => $"step {results.Count} gave {results[^1]}. done.",
        { Unit.Length: > 0 } => $"the result is {results[^1]} {question.Unit}.",
        _ => $"the result is {results[^1]}.",
    };

    public static string Answer(CalculatorQuestion question, IReadOnlyList<string> results) => question switch
    {
        { IsParallel: true } => $"{Equation(question, 0, results)} and {Equation(question, 1, results)}.",
        { IsChain: true } => $"The result is {results[^1]}.",
        { IsMeasure: true } => $"It is {results[^1]} {question.Unit}.",
        { Unit.Length: > 0 } => $"There are {results[^1]} {question.Unit}.",
        _ => $"{Equation(question, 0, results)}.",
    };

    private static string Restated(CalculatorQuestion question, int step, string last) =>
        $"{question.Steps[step].Words(last)} is {question.Steps[step].Expression(last)}.";

    private static string Equation(CalculatorQuestion question, int step, IReadOnlyList<string> results) =>
        $"{question.Steps[step].Spaced(string.Empty)} = {results[step]}";
}
