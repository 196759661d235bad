using K2Sharp.Training.Data.Calculator;
using K2Sharp.Training.Data.Phrases;

namespace K2Sharp.Training.Data.SmallTalk;

/// <summary>Greetings, questions about the model itself, and all that it is too small for.</summary>
/// <param name="everydayShare">The share of training tasks that are one of <see cref="TalkPhrases.Everyday"/>; by chance each of these stands in one small talk of several thousand.</param>
internal sealed class SmallTalkFamily(double everydayShare = 0) : ITaskFamily
{
    private const double UnknownShare = 0.42;

    private const double NoCalculatorShare = 0.08;

    private const double ToolShare = 0.25;

    private static readonly TalkIntent[] s_intents = [.. TalkPhrases.Intents];

    private static readonly KeyValuePair<string, TalkIntent>[] s_everyday = [.. TalkPhrases.Everyday];

    public string Name => "small-talk";

    public TrainingTask Create(TaskRandom random, Split split)
    {
        (TalkIntent intent, string request) = split == Split.Train && everydayShare > 0 && random.Chance(everydayShare) ? DrawEveryday(random) : Draw(random, split);
        bool hasTool = random.Chance(ToolShare) && MayHaveTools(intent, request);
        return new SmallTalkTask
        {
            Family = Name,
            Intent = intent,
            Opening = Surroundings.Open(random, request),
            Tools = hasTool ? [CalculatorTool.Draw(random, split).Declaration] : [],
            TurnLimit = 2,
        };
    }

    private static (TalkIntent Intent, string Request) DrawEveryday(TaskRandom random)
    {
        (string text, TalkIntent intent) = random.Pick(s_everyday);
        return (intent, Dressed(random, text));
    }

    private static (TalkIntent Intent, string Request) Draw(TaskRandom random, Split split)
    {
        while (true)
        {
            TalkIntent intent = DrawIntent(random);
            string request = Request(random, split, intent);
            if (SideOf(request) == split)
            {
                return (intent, request);
            }
        }
    }

    /// <summary>
    /// Courtesies and requests for a service while tools are declared belong to the family that decides between tools; it answers them in
    /// its own words, and one conversation must not have two right continuations.
    /// </summary>
    private static bool MayHaveTools(TalkIntent intent, string request) =>
        intent is not (TalkIntent.NoCalculator or TalkIntent.Greeting or TalkIntent.Thanks or TalkIntent.Goodbye)
        && (intent != TalkIntent.Unknown || !UnknownRequests.IsService(request));

    /// <summary>What everybody begins with is learned; the rest is divided by its letters.</summary>
    private static Split SideOf(string request) =>
        TalkPhrases.Everyday.ContainsKey(request.TrimEnd('?', '.', '!')) ? Split.Train : Splits.Of(request.ToUpperInvariant());

    private static TalkIntent DrawIntent(TaskRandom random)
    {
        double kind = random.NextDouble();
        return kind < UnknownShare ? TalkIntent.Unknown
            : kind < UnknownShare + NoCalculatorShare ? TalkIntent.NoCalculator
            : random.Pick(s_intents);
    }

    private static string Request(TaskRandom random, Split split, TalkIntent intent)
    {
        if (intent == TalkIntent.NoCalculator)
        {
            return CalculatorQuestions.DrawSingle(random, split).Prompt;
        }

        string text = intent == TalkIntent.Unknown ? UnknownRequests.Draw(random) : TalkPhrases.Draw(random, intent);

        // Words like "please" and "think carefully" do not change what is meant, but "thanks" and "hello" around small talk would.
        return intent == TalkIntent.Unknown ? Phrasing.Wrap(random, split, "unknown", text, random.Chance(0.6)) : Dressed(random, text);
    }

    private static string Dressed(TaskRandom random, string text)
    {
        string marked = text + random.Pick<string>(["", "", "", "?", "?", ".", "!"]);
        return random.Chance(0.5) ? Phrasing.Capitalise(marked) : marked;
    }
}
