using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Evaluation;

/// <summary>A task whose world counts its calls and whose judge is given.</summary>
internal sealed class ProbeTask : TrainingTask
{
    public List<ToolRequest> Requests { get; } = [];

    public Func<Episode, Verdict> Rubric { get; init; } = _ => Verdict.Pass;

    public override IToolWorld CreateWorld() => new World(Requests);

    public override AssistantTurn Teach(IReadOnlyList<Text.ChatTemplate.ChatMessage> conversation) => AssistantTurn.Answer("x", "yes");

    public override Verdict Judge(Episode episode) => Rubric(episode);

    private sealed class World(List<ToolRequest> requests) : IToolWorld
    {
        public string Call(ToolRequest request)
        {
            requests.Add(request);
            return $$"""{"n":{{requests.Count}}}""";
        }
    }
}
