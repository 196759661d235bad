using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>A computation that the calculator must do: one call, a chain of calls or two calls at once.</summary>
internal sealed class CalculatorTask : TrainingTask
{
    public required CalculatorQuestion Question { get; init; }

    public required CalculatorTool Tool { get; init; }

    public override IToolWorld CreateWorld() => new CalculatorWorld(Tool);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
    {
        var results = new List<string>();
        foreach (ChatMessage message in conversation)
        {
            if (message.Role != ChatRole.Tool)
            {
                continue;
            }

            if (!CalculatorWorld.TryReadResult(message.Text, out string result))
            {
                return AssistantTurn.Answer($"the tool says {result}.", $"It cannot be computed: {result}.");
            }

            results.Add(result);
        }

        if (results.Count >= Question.Steps.Count)
        {
            return AssistantTurn.Answer(CalculatorWords.After(Question, results), CalculatorWords.Answer(Question, results));
        }

        string last = results.Count == 0 ? string.Empty : results[^1];
        string thought = CalculatorWords.Before(Question, Tool, results.Count, last);
        ToolRequest[] calls = Question.IsParallel
            ? [.. Question.Steps.Select(step => Tool.Request(step.Expression(last)))]
            : [Tool.Request(Question.Steps[results.Count].Expression(last))];
        return AssistantTurn.Call(thought, calls);
    }

    public override Verdict Judge(Episode episode) => CalculatorJudge.Judge(this, episode);
}
