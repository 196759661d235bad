using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Offline;

/// <summary>
/// Chains of up to 300 tool calls: follow a key to the next until there is none, keep a code word in mind, tell the last key and how many
/// calls it took. Half of the chains have tools that fail one time in ten and must be called again.
/// </summary>
internal sealed class ChainTask : EvalTask
{
    private const int PerLength = 2;

    private static readonly int[] s_lengths = [10, 50, 100, 200, 300];

    private static readonly string[] s_codeWords = ["bamboo", "bridge", "camel", "crater", "fable", "flint", "heron", "lagoon", "mango", "mosaic", "nutmeg", "opal", "pebble", "prism", "saffron", "sparrow", "thistle", "topaz", "tundra", "umber"];

    public override string Name => "chain-300";

    public override string Title => "Pointer chase of 10 to 300 tool calls, with a code word to remember and failing calls";

    public override EvalSettings Settings { get; } = new() { Temperature = 0, MaxOutputTokens = 8192, MaxSteps = 400 };

    public override bool GradesText => false;

    public override IReadOnlyList<Question> Load(DatasetFolder data)
    {
        var questions = new List<Question>();
        foreach (int length in s_lengths)
        {
            for (int i = 0; i < PerLength * 2; i++)
            {
                var random = new SeededRandom(Running.Seeds.Of(300, "chain", FormattableString.Invariant($"{length}"), i));
                bool fails = i % 2 == 1;
                string[] keys = Keys(random, length);
                HashSet<string> flaky = fails ? [.. keys.Where(_ => random.Chance(0.1))] : [];
                questions.Add(new ChainQuestion(
                    FormattableString.Invariant($"chain-{length}-{i}"),
                    FormattableString.Invariant($"{length:000} calls{(fails ? ", failing" : string.Empty)}"),
                    keys,
                    random.Pick(s_codeWords),
                    flaky));
            }
        }

        return questions;
    }

    /// <summary>Different keys such as k7f2, letters and digits in turn.</summary>
    private static string[] Keys(SeededRandom random, int count)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (keys.Count < count)
        {
            keys.Add(string.Concat(Letter(random), Digit(random), Letter(random), Digit(random)));
        }

        return [.. keys];
    }

    private static string Letter(SeededRandom random) => ((char)('a' + random.Next(0, 26))).ToString();

    private static string Digit(SeededRandom random) => ((char)('0' + random.Next(0, 10))).ToString();
}
