using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>"Which one is bigger, 9.11 or 9.9?" in many wordings.</summary>
internal sealed class DecimalsFamily : ITaskFamily
{
    private const double ToolShare = 0.1;

    public string Name => "decimals";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        DecimalQuestion question = DecimalQuestions.Draw(random, split);
        return new DecimalTask
        {
            Family = Name,
            Question = question,
            Opening = Surroundings.Open(random, question.Prompt),
            Tools = random.Chance(ToolShare) ? [CalculatorTool.Draw(random, split).Declaration] : [],
            TurnLimit = 2,
        };
    }
}
