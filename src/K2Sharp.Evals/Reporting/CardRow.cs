namespace K2Sharp.Evals.Reporting;

/// <summary>A row of the model card of Kimi-K2-Thinking.</summary>
/// <param name="Group">Reasoning, general, search or coding.</param>
/// <param name="Name">As the card names it.</param>
/// <param name="Percent">The figure.</param>
/// <param name="Settings">How it was measured, in short.</param>
/// <param name="Task">The task here that measures the same; null where there is none.</param>
internal sealed record CardRow(string Group, string Name, double Percent, string Settings, string? Task = null);
