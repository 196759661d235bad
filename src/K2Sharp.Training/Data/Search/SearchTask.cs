using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Search;

/// <summary>A question with two constraints about a town of documents.</summary>
internal sealed class SearchTask : TrainingTask
{
    public required SearchTools ToolNames { get; init; }

    public required IReadOnlyList<TownDocument> Documents { get; init; }

    /// <summary>The only document that satisfies both constraints.</summary>
    public required TownDocument Target { get; init; }

    public required Fact Asked { get; init; }

    public required string FactValue { get; init; }

    /// <summary>The values of the target's other facts.</summary>
    public required IReadOnlyList<string> OtherValues { get; init; }

    public override IToolWorld CreateWorld() => new TownWorld(ToolNames, Documents);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation) => (conversation.Count - Opening.Count) switch
    {
        0 => AssistantTurn.Call(
            $"want {Target.First} and {Target.Second}, asked {Asked.Label}. search {Target.First}.",
            new ToolRequest(ToolNames.Search, JsonWords.Object(ToolNames.Query, Target.First))),
        2 => AssistantTurn.Call(Compare(), new ToolRequest(ToolNames.Open, JsonWords.Object(ToolNames.Id, Target.Id))),
        _ => AssistantTurn.Answer($"asked {Asked.Label}. {Target.Id}: {Told()}", Answer()),
    };

    public override Verdict Judge(Episode episode)
    {
        if (!episode.IsComplete)
        {
            return Verdict.Fail("no answer");
        }

        ToolRequest[] calls = [.. episode.Calls];
        if (calls.Length != 2)
        {
            return Verdict.Fail("not one search and one opened document");
        }

        string? query = calls[0].Name == ToolNames.Search ? JsonWords.OnlyString(calls[0].Arguments, ToolNames.Query) : null;
        if (query is null || !new TownWorld(ToolNames, Documents).Find(query).Contains(Target))
        {
            return Verdict.Fail("the search does not find the document");
        }

        if (calls[1].Name != ToolNames.Open || JsonWords.OnlyString(calls[1].Arguments, ToolNames.Id) != Target.Id)
        {
            return Verdict.Fail("the document is not opened");
        }

        return JudgeAnswer(episode.Answer);
    }

    private Verdict JudgeAnswer(string answer)
    {
        if (!AnswerWords.Has(answer, FactValue) || OtherValues.Any(value => AnswerWords.Has(answer, value)))
        {
            return Verdict.Fail("the fact is not answered");
        }

        if (AnswerWords.HasOtherNumber(answer, FactValue, Target.Id, Target.First, Target.Second))
        {
            return Verdict.Fail("a number or a source that is not the document's");
        }

        bool sourceIsOne = Documents.All(document => AnswerWords.Has(answer, document.Id) == ReferenceEquals(document, Target));
        return sourceIsOne ? Verdict.Pass : Verdict.Fail("the source is not the document");
    }

    private string Answer() => $"The {Asked.Label} is {(Asked.IsName ? "called " : string.Empty)}{FactValue}. Source: {Target.Id}.";

    /// <summary>
    /// Goes through the hits up to the first that has both. Each is copied as it stands; then its second value and the wanted one stand
    /// side by side before they are judged.
    /// </summary>
    private string Compare()
    {
        var thought = new StringBuilder($"want {Target.Second}.");
        foreach (TownDocument hit in new TownWorld(ToolNames, Documents).Find(Target.First))
        {
            bool both = hit.Second == Target.Second;
            thought.Append($" {hit.Id}: {hit.Snippet}: {hit.Second} {Target.Second} {(both ? "yes" : "no")}.");
            if (both)
            {
                break;
            }
        }

        return thought.Append($" open {Target.Id}.").ToString();
    }

    /// <summary>What the document says of the fact, from the fact's name on.</summary>
    private string Told()
    {
        string sentence = Target.Text.Split(". ").First(part => part.Contains(FactValue, StringComparison.Ordinal) && HasLabel(part));
        return sentence[LabelIn(sentence)..].TrimEnd('.') + ".";
    }

    private bool HasLabel(string sentence) => LabelIn(sentence) >= 0;

    private int LabelIn(string sentence) =>
        Math.Max(sentence.IndexOf($"{Asked.Label} is ", StringComparison.Ordinal), sentence.IndexOf($"{Asked.Label}: ", StringComparison.Ordinal));
}
