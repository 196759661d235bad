using System.Globalization;
using K2Sharp.Text.ChatTemplate;
using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Aggregation;

/// <summary>Heavy mode's last step: eight candidate answers, of which the majority's or the verified one is to be given.</summary>
internal sealed class AggregationFamily : ITaskFamily
{
    private const int Candidates = 8;

    private const double HeavyShare = 0.4;

    // How often each value occurs; the first is the most frequent.
    private static readonly int[][] s_majorities =
    [
        [5, 3], [6, 2], [7, 1], [5, 3], [6, 2], [4, 3, 1], [4, 2, 2], [5, 2, 1], [6, 1, 1], [5, 2, 1],
    ];

    private const string FamilyName = "aggregation";

    public string Name => FamilyName;

    public TrainingTask Create(TaskRandom random, Split split) => random.Chance(HeavyShare) ? HeavyAnswers.Create(random, split, Name) : CreateList(random, split);

    private static AggregationTask CreateList(TaskRandom random, Split split)
    {
        bool hasVerified = random.Chance(0.3);
        int[] counts = random.Pick(s_majorities);
        string[] values = DrawValues(random, split, counts.Length);
        var answers = new List<string>();
        for (int i = 0; i < counts.Length; i++)
        {
            answers.AddRange(Enumerable.Repeat(values[i], counts[i]));
        }

        string[] candidates = random.Sample(answers, Candidates);
        int[] verified = hasVerified ? DrawVerified(random, candidates, random.Pick(values)) : [];
        return new AggregationTask
        {
            Family = FamilyName,
            Opening = [ChatMessage.FromUser(CandidateList.Write(random, candidates, verified))],
            TurnLimit = 1,
            Candidates = candidates,
            Verified = verified,
        };
    }

    /// <summary>The numbers of one or two candidates with the value, in order.</summary>
    private static int[] DrawVerified(TaskRandom random, string[] candidates, string value)
    {
        int[] holders = [.. Enumerable.Range(1, Candidates).Where(number => candidates[number - 1] == value)];
        int[] drawn = random.Sample(holders, Math.Min(holders.Length, random.Next(1, 3)));
        Array.Sort(drawn);
        return drawn;
    }

    private static string[] DrawValues(TaskRandom random, Split split, int count)
    {
        double kind = random.NextDouble();
        int digits = random.Next(1, 4);
        while (true)
        {
            var values = new List<string>();
            while (values.Count < count)
            {
                string value = kind < 0.65 ? DrawNumber(random, digits) : kind < 0.75 ? DrawDecimal(random) : Names.Draw(random, split);
                if (!values.Contains(value, StringComparer.Ordinal))
                {
                    values.Add(value);
                }
            }

            string[] sorted = [.. values.Order(StringComparer.Ordinal)];
            if (Splits.Of(string.Join('|', sorted)) == split)
            {
                return [.. values];
            }
        }
    }

    /// <summary>At least two digits, so that a value is no candidate's number.</summary>
    private static string DrawNumber(TaskRandom random, int digits)
    {
        int least = (int)Math.Pow(10, digits);
        return random.Next(least, least * 10).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Without a zero at the end, so that different texts are different numbers.</summary>
    private static string DrawDecimal(TaskRandom random)
    {
        string tenths = random.Chance(0.5) ? random.Next(0, 10).ToString(CultureInfo.InvariantCulture) : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{random.Next(0, 20)}.{tenths}{random.Next(1, 10)}");
    }
}
