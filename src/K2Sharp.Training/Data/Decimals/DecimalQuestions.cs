using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.Decimals;

/// <summary>Draws questions that compare two numbers, in many wordings.</summary>
internal static class DecimalQuestions
{
    /// <summary>Forms that fit every word.</summary>
    private static readonly string[] s_which =
    [
        "which is W, A or B", "which one is W, A or B", "which is W, A or B", "which one is W, A or B", "which number is W, A or B", "what is W, A or B", "what's W, A or B",
        "which is W: A or B", "which one is W: A or B", "which is W A or B", "which of A and B is W", "which of A or B is W",
        "which of these is W: A or B", "which of the two is W, A or B", "which of these numbers is W: A, B", "A or B, which is W", "A or B which is W", "A B which is W",
        "A or B: which one is W", "A or B, which one is W", "A and B, which is W", "A vs B: which is W", "A vs. B, which is W",
        "A versus B, which number is W", "between A and B, which is W", "of A and B, which one is W", "is A or B W",
        "which value is W, A or B", "which decimal is W, A or B", "A, B: which is W", "what number is W, A or B",
        "given A and B, which is W", "can you tell me which is W, A or B", "do you know which is W, A or B",
        "which is W in value, A or B", "which one of A and B is W", "what would you say is W, A or B", "which price is W, A or B",
    ];

    /// <summary>Forms with "the", in which the comparative or the superlative may stand.</summary>
    private static readonly string[] s_attributive =
    [
        "what is the W number: A or B", "what is the W of A and B", "which is the W number, A or B", "which is the W one, A or B",
        "what is the W one, A or B", "which is the W of A and B", "what is the W value, A or B", "which is the W, A or B",
        "between A and B, what is the W number", "A or B, what is the W one", "what's the W number, A or B",
        "which of A and B is the W one", "can you name the W of A and B",
    ];

    private static readonly string[] s_commands =
    [
        "compare A and B: which is W", "compare A and B and tell me which is W", "tell me which is W, A or B", "tell me which one is W: A or B",
        "decide which is W, A or B", "say which number is W, A or B", "compare A with B, which is W", "find out which is W, A or B",
        "choose which is W: A or B",
    ];

    private static readonly string[] s_attributiveCommands =
    [
        "find the W number: A or B", "pick the W one: A or B", "give me the W of A and B", "choose the W number, A or B",
        "name the W of A and B", "find the W of A and B", "tell me the W number: A, B", "the W of A and B",
    ];

    /// <summary>Forms without a word, which ask for the bigger or the smaller number by themselves.</summary>
    private static readonly (string Form, bool WantsMore)[] s_bare =
    [
        ("compare A and B", true), ("compare A with B", true), ("compare the numbers A and B", true), ("A vs B", true), ("A or B", true),
        ("max of A and B", true), ("max(A, B)", true), ("the maximum of A and B", true), ("what is the maximum of A and B", true),
        ("find the max of A and B", true), ("min of A and B", false), ("min(A, B)", false), ("the minimum of A and B", false),
        ("what is the minimum of A and B", false), ("find the min of A and B", false),
    ];

    private static readonly string[] s_yesNo =
    [
        "is A W than B", "is A really W than B", "is the number A W than B", "is it true that A is W than B", "would you say A is W than B",
        "do you think A is W than B", "is it right that A is W than B", "can A be W than B", "A is W than B, right", "A is W than B, true or false",
        "would A be W than B", "am i right that A is W than B",
    ];

    /// <summary>A question whose pair lies on the wanted side of the split.</summary>
    public static DecimalQuestion Draw(TaskRandom random, Split split)
    {
        DecimalPair pair = DecimalPairs.Draw(random, split);
        double kind = random.NextDouble();
        if (kind < 0.12)
        {
            (string bare, bool more) = random.Pick(s_bare);
            return Build(random, split, pair, bare, bare, more ? "bigger" : "smaller", more, isYesNo: false);
        }

        ComparisonWord word = random.Pick(ComparisonWord.All);
        bool isAttributive = word.IsAttributive && random.Chance(0.3);
        string[] forms = kind < 0.28 ? s_yesNo
            : kind < 0.42 ? (isAttributive ? s_attributiveCommands : s_commands)
            : isAttributive ? s_attributive : s_which;
        string form = random.Pick(forms);
        bool superlative = isAttributive && forms != s_yesNo && random.Chance(0.3);
        string core = form.Replace("W", superlative ? word.Superlative : word.Comparative, StringComparison.Ordinal);
        return Build(random, split, pair, form, core, word.Comparative, word.WantsMore, isYesNo: forms == s_yesNo);
    }

    private static DecimalQuestion Build(
        TaskRandom random,
        Split split,
        DecimalPair pair,
        string form,
        string core,
        string word,
        bool wantsMore,
        bool isYesNo)
    {
        bool spellsMinus = random.Chance(0.2);
        string text = core
            .Replace("A", Written(pair.Left, spellsMinus), StringComparison.Ordinal)
            .Replace("B", Written(pair.Right, spellsMinus), StringComparison.Ordinal);
        bool isQuestion = !s_commands.Contains(form) && !s_attributiveCommands.Contains(form) && !form.StartsWith("compare", StringComparison.Ordinal);
        string prompt = Phrasing.Wrap(random, split, form + word, text, isQuestion);
        return new DecimalQuestion(pair, word, wantsMore, isYesNo, prompt);
    }

    private static string Written(DecimalNumber number, bool spellsMinus) =>
        number.IsNegative && spellsMinus ? "minus " + number.Magnitude : number.Text;
}
