using K2Sharp.Training.Data.Wording;

namespace K2Sharp.Training.Data.Chases;

/// <summary>
/// Words that a task asks to be repeated at its end. Half are made up.
/// </summary>
internal static class CodeWords
{
    private const double RealShare = 0.5;

    /// <summary>Seen in training.</summary>
    public static IReadOnlyList<string> Train { get; } =
    [
        "amber", "anchor", "apple", "arrow", "autumn", "badger", "basil", "beacon", "birch", "bishop", "blossom", "bottle", "breeze", "bronze",
        "butter", "cactus", "candle", "canyon", "carbon", "castle", "cedar", "cherry", "circle", "clover", "cobalt", "comet", "copper", "coral",
        "cotton", "crystal", "dagger", "daisy", "desert", "diamond", "dolphin", "dragon", "eagle", "ember", "engine", "falcon", "feather",
        "forest", "fossil", "garden", "garnet", "ginger", "glacier", "granite", "hammer", "harbor", "hazel", "helmet", "honey", "indigo", "island",
        "ivory", "jacket", "jasmine", "jungle", "kettle", "ladder", "lantern", "lemon", "lily", "linen", "magnet", "maple", "marble", "meadow",
        "mirror", "monkey", "mustard", "nectar", "needle", "nickel", "oasis", "olive", "onion", "orange", "orchid", "otter", "oyster", "panther",
        "pepper", "piano", "pigeon", "pillow", "planet", "pocket", "puzzle", "quartz", "rabbit", "raven", "ribbon", "river", "rocket", "ruby",
        "saddle", "salmon", "shadow", "silver", "spider", "spruce", "summer", "sunset", "tiger", "timber", "tulip", "tunnel", "turtle", "velvet",
        "violet", "walnut", "willow", "window", "winter", "wizard", "yellow", "zebra", "zinc",
    ];

    /// <summary>Never seen in training.</summary>
    public static IReadOnlyList<string> HeldOut { get; } =
    [
        "almond", "bamboo", "barley", "bridge", "camel", "cobra", "crater", "dune", "fable", "flint", "gravel", "heron", "iris", "lagoon",
        "mango", "marlin", "mosaic", "nutmeg", "opal", "parrot", "pebble", "plum", "prism", "saffron", "sparrow", "thistle", "topaz", "tundra",
        "umber", "vulture",
    ];

    public static string Draw(TaskRandom random, Split split)
    {
        if (random.Chance(RealShare))
        {
            return random.Pick(split == Split.Train ? Train : HeldOut);
        }

        string word;
        do
        {
            word = MadeUpWords.Draw(random, split);
        }
        while (split == Split.Train && HeldOut.Contains(word, StringComparer.Ordinal));
        return word;
    }
}
