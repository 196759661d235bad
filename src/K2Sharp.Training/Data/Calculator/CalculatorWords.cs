namespace K2Sharp.Training.Data.Calculator;

/// <summary>The teacher's wording around calls of the calculator.</summary>
internal static class CalculatorWords
{
    /// <summary>The thought before the call of step <paramref name="step"/>, or before both calls of parallel steps.</summary>
    public static string Before(CalculatorQuestion question, CalculatorTool tool, int step, string last)
    {
        string[][] readings = OperandReading.Of(question.Prompt, question.Steps);
        if (question.IsParallel)
        {
            IEnumerable<string> parts = question.Steps.Zip(readings, (part, read) => part.Words(read));
            return $"two parts. {string.Join("; ", parts)}, call {tool.Name} twice.";
        }

        if (question.IsChain)
        {
            string begin = step == 0 ? $"plan: {string.Join(", ", readings.SelectMany(read => read))}: {Plan(question)}." : $"{question.Steps[step - 1].Planned} gave {last}, then";
            return $"{begin} {question.Steps[step].Planned}: {question.Steps[step].Expression(last)}, call {tool.Name}.";
        }

        string counted = question.Unit.Length > 0 ? $"how many {question.Unit}, {question.Cue}: " : string.Empty;
        return $"{counted}{question.Steps[0].Words(readings[0])}, call {tool.Name}.";
    }

    /// <summary>The thought after the last result.</summary>
    public static string After(CalculatorQuestion question, IReadOnlyList<string> results) => question switch
    {
        { IsParallel: true } => $"the results are {results[0]} and {results[1]}.",
        { IsChain: true } => $"{question.Steps[^1].Planned} gave {results[^1]}, then end.",
        { Unit.Length: > 0 } => $"how many {question.Unit}: {results[^1]} {question.Unit}.",
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

    /// <summary>All steps at once, so that each later one is found behind the one before.</summary>
    private static string Plan(CalculatorQuestion question) =>
        string.Join(", then ", question.Steps.Select(step => step.Planned)) + ", then end";

    private static string Equation(CalculatorQuestion question, int step, IReadOnlyList<string> results) =>
        $"{question.Steps[step].Spaced(string.Empty)} = {results[step]}";
}
