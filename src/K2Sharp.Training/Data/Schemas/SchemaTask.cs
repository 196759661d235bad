using System.Text;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>A call whose arguments must obey the schema that the prompt declares.</summary>
internal sealed class SchemaTask : TrainingTask
{
    /// <summary>The tool to be called.</summary>
    public required string ToolName { get; init; }

    /// <summary>Its properties, sorted as the prompt prints them.</summary>
    public required IReadOnlyList<SchemaProperty> Properties { get; init; }

    /// <summary>What the user gives; a property without a value is to be left out.</summary>
    public required IReadOnlyList<GivenValue> Values { get; init; }

    /// <summary>The id that the tool answers.</summary>
    public required string ResultId { get; init; }

    public override IToolWorld CreateWorld() => new SchemaWorld(Tools, ResultId);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        conversation.Count == Opening.Count
            ? AssistantTurn.Call(GoThrough(), new ToolRequest(ToolName, Arguments(Properties, null)))
            : AssistantTurn.Answer($"ok, id {ResultId}.", $"Done: {ResultId}.");

    public override Verdict Judge(Episode episode)
    {
        ToolRequest[] calls = [.. episode.Calls];
        if (!episode.IsComplete || calls.Length != 1)
        {
            return Verdict.Fail("not one call and an answer");
        }

        ChatTool tool = Tools.First(tool => tool.Name == ToolName);
        if (calls[0].Name != ToolName || !JsonWords.TryReadObject(calls[0].Arguments, out JsonElement arguments))
        {
            return Verdict.Fail("not the tool, or no JSON object");
        }

        if (SchemaCheck.FindError(arguments, tool.Parameters!.Value) is { } error)
        {
            return Verdict.Fail(error);
        }

        if (!JsonWords.AreEqual(calls[0].Arguments, Arguments(Properties, null)))
        {
            return Verdict.Fail("not the user's values");
        }

        string[] allowed = [ResultId, .. Values.Select(value => value.Said)];
        bool isAnswered = AnswerWords.Has(episode.Answer, ResultId) && !AnswerWords.HasOtherNumber(episode.Answer, allowed);
        return isAnswered ? Verdict.Pass : Verdict.Fail("not the id, or another one with it");
    }

    /// <summary>The call's arguments in the order of the schema.</summary>
    private string Arguments(IReadOnlyList<SchemaProperty> properties, SchemaProperty? parent)
    {
        var members = new List<string>();
        foreach (SchemaProperty property in properties)
        {
            string? value = property.Kind == PropertyKind.Object ? Arguments(property.Members, property) : Find(property, parent)?.Json;
            if (value is not null)
            {
                members.Add(JsonWords.Quote(property.Name) + ":" + value);
            }
        }

        return "{" + string.Join(',', members) + "}";
    }

    /// <summary>Every property in the order of the schema, with its kind and its value as JSON, to be copied into the call.</summary>
    private string GoThrough()
    {
        var thought = new StringBuilder($"use {ToolName}.");
        foreach (SchemaProperty property in Properties)
        {
            if (property.Kind != PropertyKind.Object)
            {
                Say(thought, property.Name, property, null);
                continue;
            }

            foreach (SchemaProperty member in property.Members)
            {
                Say(thought, property.Name + "." + member.Name, member, property);
            }
        }

        return thought.ToString();
    }

    private void Say(StringBuilder thought, string name, SchemaProperty property, SchemaProperty? parent)
    {
        GivenValue? value = Find(property, parent);
        thought.Append($" {name}: {property.KindName}: {(value is null ? "not given" : value.Json)}.");
    }

    private GivenValue? Find(SchemaProperty property, SchemaProperty? parent) =>
        Values.FirstOrDefault(value => value.Property.Name == property.Name && value.Parent?.Name == parent?.Name);
}
