using System.Globalization;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data;

namespace K2Sharp.Training.Tests.Data;

/// <summary>A tiny family for tests: look something up in one or two pockets, one after the other, then say what was found.</summary>
internal sealed class PocketFamily : ITaskFamily
{
    private static readonly JsonElement s_declaration = JsonDocument.Parse(
        """{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"pocket":{"type":"string"}}}}}""").RootElement;

    public string Name { get; init; } = "pocket";

    /// <summary>Whether the conversation has an earlier, answered turn.</summary>
    public bool HasHistory { get; init; }

    public string? ForcedThought { get; init; }

    /// <summary>The share of tasks whose teacher answers wrongly.</summary>
    public double Mistakes { get; init; }

    public TrainingTask Create(TaskRandom random, Split split)
    {
        string[] pockets = random.Sample(["left", "right", "inner", "back pocket's"], random.Next(1, 3));
        string thing = "coin " + random.Next(0, 1000).ToString(CultureInfo.InvariantCulture);
        var opening = new List<ChatMessage>();
        if (random.Chance(0.5))
        {
            opening.Add(ChatMessage.FromSystem("You are small. <think>"));
        }

        if (HasHistory)
        {
            opening.Add(ChatMessage.FromUser("hello"));
            opening.Add(ChatMessage.FromAssistant("Hello.", "a greeting."));
        }

        opening.Add(ChatMessage.FromUser($"what is in {string.Join(" and ", pockets)}?"));
        return new PocketTask
        {
            Family = Name,
            Opening = opening,
            Tools = [new ChatTool(s_declaration)],
            Hops = pockets.Length,
            ForcedThought = ForcedThought,
            Pockets = pockets,
            Thing = thing,
            IsMistaken = random.Chance(Mistakes),
        };
    }

    private sealed class PocketTask : TrainingTask, IToolWorld
    {
        public required string[] Pockets { get; init; }

        public required string Thing { get; init; }

        public required bool IsMistaken { get; init; }

        public override IToolWorld CreateWorld() => this;

        public string Call(ToolRequest request) => $$"""{"found":"{{Thing}}"}""";

        public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
        {
            int looked = ToolCallIds.Count(conversation);
            string thought = looked == 0 && ForcedThought is not null ? ForcedThought : $"looked {looked} of {Pockets.Length}.";
            return looked < Pockets.Length
                ? new AssistantTurn(thought, looked == 0 ? "Let me look." : string.Empty, [new ToolRequest("look", $$"""{"pocket":"{{Pockets[looked]}}"}""")])
                : AssistantTurn.Answer(thought, IsMistaken ? "Nothing." : $"It is {Thing}.");
        }

        public override Verdict Judge(Episode episode) =>
            episode.Answer.Contains(Thing, StringComparison.Ordinal) ? Verdict.Pass : Verdict.Fail("the thing is not named");
    }
}
