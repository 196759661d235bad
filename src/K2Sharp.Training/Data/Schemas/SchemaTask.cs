using System.Text;
using System.Text.Json;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>A call whose arguments must obey the schema that the prompt declares.</summary>
internal sealed class SchemaTask : TrainingTask
{
    /// <summary>What is asked for; the tool to be called is named after it.</summary>
    public required SchemaAction Action { get; init; }

    /// <summary>The tool to be called.</summary>
    public string ToolName => Action.ToolName;

    /// <summary>Its properties, sorted as the prompt prints them.</summary>
    public required IReadOnlyList<SchemaProperty> Properties { get; init; }

    /// <summary>What the user gives, in the order of the request, members of one object together; what is not given is left out.</summary>
    public required IReadOnlyList<GivenValue> Values { get; init; }

    /// <summary>The id that the tool answers.</summary>
    public required string ResultId { get; init; }

    public override IToolWorld CreateWorld() => new SchemaWorld(Tools, ResultId);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) =>
        conversation.Count == Opening.Count
            ? AssistantTurn.Call(GoThrough(), new ToolRequest(ToolName, Arguments()))
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

        if (!JsonWords.AreEqual(calls[0].Arguments, Arguments()))
        {
            return Verdict.Fail("not the user's values");
        }

        string[] allowed = [ResultId, .. Values.Select(value => value.Said)];
        bool isAnswered = AnswerWords.Has(episode.Answer, ResultId) && !AnswerWords.HasOtherNumber(episode.Answer, allowed);
        return isAnswered ? Verdict.Pass : Verdict.Fail("not the id, or another one with it");
    }

    /// <summary>The call's arguments, in the order in which they are given.</summary>
    private string Arguments() => "{" + string.Join(',', Values.Select((_, i) => Fragment(i))) + "}";

    /// <summary>A value as it stands in the call; an object's first member opens it, the last one closes it.</summary>
    private string Fragment(int index)
    {
        GivenValue value = Values[index];
        string text = JsonWords.Quote(value.Property.Name) + ":" + value.Json;
        if (value.Parent is not { } parent)
        {
            return text;
        }

        bool isFirst = index == 0 || Values[index - 1].Parent != parent;
        bool isLast = index == Values.Count - 1 || Values[index + 1].Parent != parent;
        return (isFirst ? JsonWords.Quote(parent.Name) + ":{" : string.Empty) + text + (isLast ? "}" : string.Empty);
    }

    /// <summary>
    /// The request read again: what is asked for and the tool of that name, then every property with its kind, found behind its name in the declaration, and its value. The call gives
    /// each value its kind's form. Every further time that a name or a value is copied is a chance to get it wrong, so this is the only one.
    /// </summary>
    private string GoThrough()
    {
        var thought = new StringBuilder($"asked: {Action.VerbWords} {Action.Noun}. use {ToolName}.");
        foreach (GivenValue value in Values)
        {
            string plain = value.Property.Kind == PropertyKind.Boolean ? value.Json : value.Said;
            thought.Append($" {value.Path}: {value.Property.KindName} {plain}.");
        }

        return thought.ToString();
    }
}
