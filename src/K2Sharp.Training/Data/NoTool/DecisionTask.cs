using System.Globalization;
using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.NoTool;

/// <summary>A request that one of the declared tools fits, or none.</summary>
internal sealed class DecisionTask : TrainingTask
{
    /// <summary>What the user asks for.</summary>
    public required Domain Asked { get; init; }

    /// <summary>The word of the request that tells what is asked for.</summary>
    public required string Cue { get; init; }

    /// <summary>The value in the request.</summary>
    public required string Value { get; init; }

    public required IReadOnlyList<DeclaredTool> Declared { get; init; }

    /// <summary>What every tool answers.</summary>
    public required string Result { get; init; }

    /// <summary>The tool that fits; null for none.</summary>
    public ToolSpec? Fitting => Declared.FirstOrDefault(tool => tool.Domain == Asked)?.Spec;

    public override IToolWorld CreateWorld() => new DomainWorld([.. Declared.Select(tool => tool.Spec)], Result);

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
    {
        if (Fitting is not { } tool)
        {
            string names = string.Join(", ", Declared.Select(declared => declared.Spec.Name));
            return AssistantTurn.Answer(Compare() + " none fits.", $"None of my tools can {Asked.Ability}; I have: {names}.");
        }

        if (conversation.Count == Opening.Count)
        {
            string thought = $"{Compare()} call {tool.Name}, {tool.Argument}: {Value}.";
            return AssistantTurn.Call(thought, new ToolRequest(tool.Name, JsonWords.Object(tool.Argument, Value)));
        }

        string answer = string.Format(CultureInfo.InvariantCulture, Asked.Answer, Value, Result);
        return AssistantTurn.Answer($"asked: {Asked.Label}, {Value}. result: {Result}.", UserWords.Capitalize(answer));
    }

    public override Verdict Judge(Episode episode)
    {
        if (!episode.IsComplete)
        {
            return Verdict.Fail("no answer");
        }

        return Fitting is { } tool ? JudgeCall(episode, tool) : JudgeRefusal(episode);
    }

    private Verdict JudgeCall(Episode episode, ToolSpec tool)
    {
        ToolRequest[] calls = [.. episode.Calls];
        if (calls.Length != 1 || calls[0].Name != tool.Name || JsonWords.OnlyString(calls[0].Arguments, tool.Argument) != Value)
        {
            return Verdict.Fail("not the one call of the tool that fits");
        }

        bool isAnswered = AnswerWords.Has(episode.Answer, Result) && !AnswerWords.HasOtherNumber(episode.Answer, Result, Value);
        return isAnswered ? Verdict.Pass : Verdict.Fail("not the result, or another one with it");
    }

    private Verdict JudgeRefusal(Episode episode)
    {
        if (episode.Calls.Any())
        {
            return Verdict.Fail("a call of a tool that does not fit");
        }

        // A tool that is not declared must not be named; one that is declared must.
        foreach (ToolSpec spec in Domains.All.SelectMany(domain => domain.Tools))
        {
            // Some tools are named like an ordinary word, which an answer may use.
            bool isWord = !spec.Name.Contains('_', StringComparison.Ordinal);
            bool isDeclared = Declared.Any(tool => tool.Spec == spec);
            if (AnswerWords.Has(episode.Answer, spec.Name) != isDeclared && (isDeclared || !isWord))
            {
                return Verdict.Fail("not the declared tools");
            }
        }

        bool refuses = episode.Answer.Contains("none of my tools", StringComparison.OrdinalIgnoreCase);
        return refuses ? Verdict.Pass : Verdict.Fail("no word that no tool fits");
    }

    /// <summary>Names the word that decides, what is asked and what each tool is for, up to the one that fits.</summary>
    private string Compare()
    {
        var thought = new StringBuilder($"asked: {Cue}, {Asked.Label}.");
        foreach (DeclaredTool tool in Declared)
        {
            bool fits = tool.Domain == Asked;
            thought.Append($" {tool.Spec.Name}: {tool.Domain.Label} {(fits ? "yes" : "no")}.");
            if (fits)
            {
                break;
            }
        }

        return thought.ToString();
    }
}
