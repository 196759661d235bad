namespace K2Sharp.Training.Data.Calculator;

/// <summary>A small story that asks for one result. N stands for the things that are counted, C for what holds them.</summary>
/// <param name="Text">The story.</param>
/// <param name="Cue">The word that tells the operation; the thought picks it out before it names the operation.</param>
/// <param name="Operation">What to compute from A and B.</param>
/// <param name="IsMeasure">Whether the result is an amount, such as money or a length, instead of a count of things.</param>
internal sealed record StoryProblem(string Text, string Cue, Operation Operation, bool IsMeasure)
{
    public static IReadOnlyList<string> Things { get; } =
    [
        "pens", "apples", "books", "eggs", "coins", "chairs", "bottles", "cards", "stamps", "cups", "oranges", "stones", "sweets", "nails",
        "tickets", "flowers", "bricks", "shirts", "lamps", "plates", "pages", "seeds", "keys", "toys",
    ];

    public static IReadOnlyList<string> Containers { get; } =
        ["boxes", "bags", "shelves", "rows", "baskets", "packs", "tables", "rooms", "crates", "drawers", "trays", "tins"];

    public static IReadOnlyList<string> Measures { get; } = ["dollars", "euros", "km", "kg", "meters", "liters", "pounds", "cents"];

    public static IReadOnlyList<StoryProblem> All { get; } =
    [
        new("A C with B N each, how many N", "with", Operation.Times, false),
        new("there are A C with B N in each. how many N in all", "in all", Operation.Times, false),
        new("i have A N and buy B more. how many N do i have", "buy", Operation.Plus, false),
        new("tom has A N and ann has B N. how many N together", "together", Operation.Plus, false),
        new("i had A N and lost B. how many N are left", "lost", Operation.Minus, false),
        new("a shop has A N and sells B. how many N remain", "sells", Operation.Minus, false),
        new("A N are shared by B children. how many N for each", "shared", Operation.DividedBy, false),
        new("A days with B N a day, how many N", "a day", Operation.Times, true),
        new("A N for B people, how many N each", "people", Operation.DividedBy, true),
    ];
}
