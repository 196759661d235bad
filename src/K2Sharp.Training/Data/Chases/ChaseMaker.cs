using K2Sharp.Text.ChatTemplate;

namespace K2Sharp.Training.Data.Chases;

/// <summary>Puts chases together: whole ones, and crops that start in the middle of a long one.</summary>
internal static class ChaseMaker
{
    /// <summary>The greatest number of calls that stand before a crop, so that 300 calls are well within what was seen.</summary>
    private const int MostBefore = 310;

    private static readonly string[] s_memos = ["ok", "north", "south", "old", "new", "blue", "green", "none", "warm", "cold", "left", "right"];

    /// <summary>A chain of keys with perhaps some noise and, where <paramref name="state"/> is given, values.</summary>
    public static Chase Draw(TaskRandom random, Split split, int keys, bool hasCodeWord = true, CarriedState? state = null)
    {
        bool hasMemos = random.Chance(0.25);
        var chase = new Chase
        {
            Tool = ChaseTool.Draw(random),
            CodeWord = hasCodeWord ? CodeWords.Draw(random, split) : null,
            Keys = ChaseKeys.Draw(random, split, keys),
            MemoFirst = random.Chance(0.5),
            State = state,
            InitialState = state?.Start ?? 0,
            Values = state is null ? [] : Fill(keys, () => state.DrawValue(random)),
        };

        return hasMemos ? chase with { Memos = Fill(keys, () => Memo(random, chase.CodeWord)) } : chase;
    }

    public static ChaseTask Whole(TaskRandom random, Split split, string family, Chase chase, HiddenResults? hiding = null) =>
        Build(family, chase, ChasePrompt.Write(random, chase), chase.Keys.Count, hiding);

    /// <summary>
    /// A task whose opening ends with the latest <paramref name="shown"/> steps of a chase that has gone on for up to 310 calls. What
    /// came before is left out; ids and thoughts count on.
    /// </summary>
    /// <param name="random">What to draw from.</param>
    /// <param name="split">The side of the prompt's words.</param>
    /// <param name="family">The family's name.</param>
    /// <param name="chase">Its first key stands for the steps that are left out; at least <paramref name="shown"/> + 2 keys.</param>
    /// <param name="shown">Steps that stay.</param>
    /// <param name="hiding">How results get hidden; null for not.</param>
    public static ChaseTask Crop(TaskRandom random, Split split, string family, Chase chase, int shown, HiddenResults? hiding = null)
    {
        chase = chase with { FirstOpen = shown + 1, InitialState = chase.State?.DrawMiddle(random) ?? 0 };
        List<ChatMessage> messages = ChasePrompt.Write(random, chase);
        int start = messages.Count;
        var world = new ChaseWorld(chase);
        AssistantTurn turn = ChaseTeacher.Next(chase, messages);
        string id = ToolCallIds.Format(chase.Tool.Name, CallsBefore(random, shown, chase.Keys.Count - chase.FirstOpen));
        messages.Add(ChatMessage.FromAssistant(string.Empty, turn.Reasoning, [new ChatToolCall(id, chase.Tool.Name, turn.Calls[0].Arguments)]));
        messages.Add(ChatMessage.FromTool(id, world.Call(turn.Calls[0]), chase.Tool.Name));
        for (int i = 0; i < shown; i++)
        {
            Teaching.Append(messages, ChaseTeacher.Next(chase, messages), world);
        }

        messages.RemoveRange(start, 2);
        return Build(family, chase, messages, chase.Keys.Count - chase.FirstOpen, hiding);
    }

    private static ChaseTask Build(string family, Chase chase, List<ChatMessage> opening, int hops, HiddenResults? hiding) => new()
    {
        Family = family,
        Opening = opening,
        Tools = [chase.Tool.Declare()],
        Hops = hops,
        TurnLimit = hops + chase.Timeouts.Values.Sum() + 4,
        TurnTokenBudget = 128,
        Hiding = hiding,
        Chase = chase,
    };

    /// <summary>
    /// The number of the call that is left out last. In four of ten crops one of the next two turns has a carry to write, in a quarter the
    /// count in the answer has (where nothing fails before it).
    /// </summary>
    private static int CallsBefore(TaskRandom random, int shown, int hops)
    {
        double kind = random.NextDouble();
        if (kind >= 0.65)
        {
            return random.Next(0, MostBefore);
        }

        int carry = random.Chance(0.3) ? 100 * random.Next(1, 4) : 10 * random.Next(1, MostBefore / 10);
        return Math.Max(0, carry - shown - (kind < 0.4 ? random.Next(1, 3) : hops + 1));
    }

    /// <summary>Noise, now and then a word that could be taken for the code word.</summary>
    private static string Memo(TaskRandom random, string? codeWord)
    {
        string memo;
        do
        {
            memo = random.Pick(random.Chance(0.3) ? CodeWords.Train : s_memos);
        }
        while (string.Equals(memo, codeWord, StringComparison.Ordinal));
        return memo;
    }

    private static T[] Fill<T>(int count, Func<T> draw)
    {
        var items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = draw();
        }

        return items;
    }
}
