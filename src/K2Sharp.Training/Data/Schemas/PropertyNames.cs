using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Schemas;

/// <summary>
/// Draws names of properties: half of them made-up words, which are divided between the splits, else common ones, which are vocabulary and are not (a
/// word that was never a name cannot be one: the model wrote it as it stands in the request, with the space before it); one in seven is composed of
/// two, as real ones are.
/// </summary>
/// <remarks>The words of <c>taken</c>, such as the tool's own name, are not used.</remarks>
internal sealed class PropertyNames(TaskRandom random, Split split, IEnumerable<string> taken)
{
    /// <summary>Names that occur on both sides.</summary>
    internal static IReadOnlyList<string> Common { get; } =
    [
        "name", "title", "city", "street", "date", "time", "price", "color", "size", "weight", "height", "width", "count", "amount",
        "level", "mode", "kind", "type", "status", "owner", "author", "artist", "album", "song", "room", "floor", "door", "seat",
        "table", "guest", "host", "team", "player", "score", "rank", "goal", "plan", "step", "task", "note", "text", "label", "tag",
        "topic", "subject", "message", "sender", "target", "source", "path", "file", "folder", "page", "line", "word", "code", "number",
        "key", "value", "limit", "range", "start", "end", "day", "week", "month", "year", "hour", "speed", "angle", "depth", "length",
        "area", "zone", "region", "country", "village", "address", "place", "route", "stop", "station", "train", "flight", "gate",
        "ticket", "fare", "class", "course", "lesson", "teacher", "student", "grade", "school", "office", "desk", "shelf", "box",
        "bag", "parcel", "order", "item", "product", "brand", "model", "stock", "store", "shop", "client", "customer", "account",
        "bank", "card", "budget", "cost", "tax", "fee", "discount", "currency", "unit", "dose", "patient", "doctor", "ward", "pet",
        "animal", "plant", "flower", "tree", "garden", "field", "crop", "dish", "drink", "sauce", "spice", "oven", "heat", "light",
        "lamp", "sound", "volume", "channel", "screen", "image", "photo", "frame", "style", "shape", "fabric", "tool", "engine",
    ];

    /// <summary>
    /// The share of names to learn from that are nearly a common word. Where no name is, a name that begins as a common word does gets finished as that word, and the
    /// other way round ("code" as "codem").
    /// </summary>
    private const double NearShare = 0.1;

    /// <summary>The shares of composed names, to learn from and otherwise: their second words have tokens of their own, with the underscore, that are rare in all else.</summary>
    private const double ComposedShareToLearn = 0.3;

    private const double ComposedShare = 0.15;

    private readonly HashSet<string> _used = new(taken, StringComparer.Ordinal);

    /// <summary>A name none of whose words was drawn before, so that what the user says names one property only.</summary>
    public string Next()
    {
        while (true)
        {
            string name = Draw();
            string[] words = name.Split('_');
            if (!words.Any(_used.Contains))
            {
                _used.UnionWith(words);
                return name;
            }
        }
    }

    private string Draw()
    {
        string name = Word();
        return random.Chance(split == Split.Train ? ComposedShareToLearn : ComposedShare) ? name + "_" + Second() : name;
    }

    private string Second() => split == Split.Train && random.Chance(0.5) ? random.Pieces?.DrawSecond(random) ?? Word() : Word();

    private string Word() => split == Split.Train && random.Chance(NearShare) ? Near(random.Pick(Common))
        : random.Chance(0.5) ? MadeUpWords.Draw(random, split)
        : random.Pick(Common);

    /// <summary>The word with a letter more, less or other at its end, on the side of the split.</summary>
    private string Near(string word)
    {
        while (true)
        {
            string letter = ((char)random.Next('a', 'z' + 1)).ToString();
            double kind = random.NextDouble();
            string near = kind < 0.5 ? word + letter : kind < 0.75 ? word[..^1] + letter : word[..^1];
            if (Splits.Of(near) == split)
            {
                return near;
            }
        }
    }
}
