using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Decimals;
using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.EarlyEnd;

/// <summary>Thoughts that a budget has cut: the model answers with what it has.</summary>
internal sealed class EarlyEndFamily : ITaskFamily
{
    private const double ComparisonShare = 0.75;

    public string Name => "early-end";

    public TrainingTask Create(TaskRandom random, Split split) =>
        random.Chance(ComparisonShare) ? Comparison(random, split) : Result(random, split);

    private CutComparisonTask Comparison(TaskRandom random, Split split)
    {
        DecimalQuestion question = DecimalQuestions.Draw(random, split);
        return new CutComparisonTask
        {
            Family = Name,
            Question = question,
            Opening = Surroundings.Open(random, question.Prompt),
            ForcedThought = CutThought.Draw(random, DecimalThought.For(question).Text),
            TurnLimit = 2,
        };
    }

    /// <summary>The opening holds the call and its result already.</summary>
    private CutResultTask Result(TaskRandom random, Split split)
    {
        CalculatorQuestion question;
        do
        {
            question = CalculatorQuestions.Draw(random, split);
        }
        while (question.Steps.Count > 1 || question.Results()[0].Length == 0);

        var tool = CalculatorTool.Draw(random, split);
        var opening = new List<ChatMessage>(Surroundings.Open(random, question.Prompt));
        AssistantTurn call = AssistantTurn.Call(
            CalculatorWords.Before(question, tool, 0, string.Empty),
            tool.Request(question.Expressions()[0]));
        Teaching.Append(opening, call, new CalculatorWorld(tool));
        return new CutResultTask
        {
            Family = Name,
            Question = question,
            Opening = opening,
            Tools = [tool.Declaration],
            ForcedThought = CutThought.Draw(random, CalculatorWords.After(question, question.Results())),
            TurnLimit = 2,
        };
    }
}
