using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>The task of following a chase to its end, or from the middle on in a crop.</summary>
internal sealed class ChaseTask : TrainingTask
{
    public required Chase Chase { get; init; }

    public override IToolWorld CreateWorld() => new ChaseWorld(Chase);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) => ChaseTeacher.Next(Chase, conversation);

    public override Verdict Judge(Episode episode) => ChaseJudge.Judge(Chase, episode);
}
