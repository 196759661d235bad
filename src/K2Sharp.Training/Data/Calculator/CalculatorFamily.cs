using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.Calculator;

/// <summary>"What is 347 times 21?" with a calculator whose names vary.</summary>
internal sealed class CalculatorFamily : ITaskFamily
{
    public string Name => "calculator";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        CalculatorQuestion question = CalculatorQuestions.Draw(random, split);
        var tool = CalculatorTool.Draw(random, split);
        return new CalculatorTask
        {
            Family = Name,
            Question = question,
            Tool = tool,
            Tools = tool.Declarations(random),
            Opening = Surroundings.Open(random, question.Prompt),
            Hops = question.Steps.Count,
            TurnLimit = question.Rounds + 2,
        };
    }
}
