namespace K2Sharp.Training.Data;

/// <summary>A parameter of a declared tool.</summary>
/// <param name="Name">The argument's name.</param>
/// <param name="Type">The JSON schema type, such as <c>string</c>.</param>
/// <param name="Description">What it means; left out of the schema when it is empty.</param>
/// <param name="Enum">The values allowed; null for any.</param>
/// <param name="Required">Whether a call must give it.</param>
internal sealed record ToolParameter(
    string Name,
    string Type,
    string Description = "",
    IReadOnlyList<string>? Enum = null,
    bool Required = true);
