namespace K2Sharp.Training.Runs;

/// <summary>The recipes by the names that <c>--recipe</c> takes.</summary>
internal static class Recipes
{
    private static readonly (string Name, Func<ulong, Recipe> Create)[] s_all =
    [
        (NanoRecipe.Name, NanoRecipe.Create),
        (NanoRecipe.ShortName, NanoRecipe.CreateShort),
        (SmokeRecipe.Name, SmokeRecipe.Create),
    ];

    /// <exception cref="ArgumentException">There is no recipe of that name.</exception>
    public static Recipe Find(string name, ulong seed)
    {
        foreach ((string known, Func<ulong, Recipe> create) in s_all)
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
            {
                return create(seed);
            }
        }

        throw new ArgumentException($"there is no recipe \"{name}\": choose from {string.Join(", ", s_all.Select(recipe => recipe.Name))}", nameof(name));
    }
}
