namespace K2Sharp.Training.Data.NoTool;

/// <summary>What a domain's requests and results speak of.</summary>
internal enum ValueKind
{
    /// <summary>An invented name.</summary>
    Name,

    /// <summary>One or two common words.</summary>
    Words,

    /// <summary>A kind of weather.</summary>
    Weather,

    /// <summary>Two things to cook with.</summary>
    Ingredients,

    /// <summary>A whole number; a string in arguments.</summary>
    Number,
}
