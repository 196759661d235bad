namespace K2Sharp.Training.Data.NoTool;

/// <summary>Something that people ask for and that tools may do.</summary>
/// <param name="Label">Its name in thoughts.</param>
/// <param name="Ability">What a tool of it can do, as in "None of my tools can ...".</param>
/// <param name="Asked">What requests name.</param>
/// <param name="Result">What tools give back.</param>
/// <param name="Answer">The answer, {0} what was asked and {1} the result.</param>
/// <param name="Tools">Its tools.</param>
/// <param name="Requests">The requests with what is asked at {0}.</param>
internal sealed record Domain(
    string Label,
    string Ability,
    ValueKind Asked,
    ValueKind Result,
    string Answer,
    IReadOnlyList<ToolSpec> Tools,
    IReadOnlyList<string> Requests);
