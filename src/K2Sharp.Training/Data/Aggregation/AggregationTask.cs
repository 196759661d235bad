using System.Globalization;
using System.Text;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Aggregation;

/// <summary>A choice among candidate answers.</summary>
internal sealed class AggregationTask : TrainingTask
{
    /// <summary>The answers of candidates 1, 2, ...</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>The numbers of the verified candidates, in order; empty when the majority decides.</summary>
    public required IReadOnlyList<int> Verified { get; init; }

    /// <summary>What to answer for each value, where it is a sentence of the candidates' own; null where the value is named.</summary>
    public IReadOnlyDictionary<string, string>? Sentences { get; init; }

    public string Right => Verified.Count > 0 ? Candidates[Verified[0] - 1] : Values().MaxBy(value => Holders(value).Count)!;

    public override AssistantTurn Teach(IReadOnlyList<ChatMessage> conversation)
    {
        var thought = new StringBuilder();
        if (Verified.Count > 0)
        {
            for (int number = 1; number < Verified[0]; number++)
            {
                thought.Append($"{number} no. ");
            }

            thought.Append($"{Verified[0]} verified: {Candidates[Verified[0] - 1]}. ");
        }
        else
        {
            Tally(thought);
        }

        return AssistantTurn.Answer(thought.Append($"take {Right}.").ToString(), Sentences?[Right] ?? $"The answer is {Right}.");
    }

    public override Verdict Judge(Episode episode)
    {
        if (!episode.IsComplete || episode.Calls.Any())
        {
            return Verdict.Fail("no answer");
        }

        if (Sentences is not null)
        {
            return episode.Answer.Trim() == Sentences[Right] ? Verdict.Pass : Verdict.Fail("not the sentence of most candidates");
        }

        foreach (string value in Values())
        {
            if (AnswerWords.Has(episode.Answer, value) != (value == Right))
            {
                return Verdict.Fail("not the one right candidate");
            }
        }

        return Verdict.Pass;
    }

    /// <summary>First every candidate copied, then for each value its candidates' numbers and how many they are.</summary>
    private void Tally(StringBuilder thought)
    {
        for (int number = 1; number <= Candidates.Count; number++)
        {
            thought.Append($"{number}: {Candidates[number - 1]}. ");
        }

        foreach (string value in Values())
        {
            List<string> holders = Holders(value);
            thought.Append($"{value}: {string.Join(' ', holders)} = {holders.Count}. ");
        }
    }

    /// <summary>The different values in the order in which they first occur.</summary>
    private IReadOnlyList<string> Values() => [.. Candidates.Distinct(StringComparer.Ordinal)];

    private List<string> Holders(string value)
    {
        var numbers = new List<string>();
        for (int i = 0; i < Candidates.Count; i++)
        {
            if (Candidates[i] == value)
            {
                numbers.Add((i + 1).ToString(CultureInfo.InvariantCulture));
            }
        }

        return numbers;
    }
}
