namespace K2Sharp.Training.Reporting.Charts;

/// <summary>A measured share with its interval.</summary>
/// <param name="Group">The place on the horizontal axis.</param>
/// <param name="Series">Which of the bars side by side it is, from 0.</param>
/// <param name="Value">The share, 0 to 1.</param>
/// <param name="Interval">Where the true share probably lies.</param>
/// <param name="Tip">What the bar says when it is pointed at.</param>
internal sealed record Bar(string Group, int Series, double Value, WilsonInterval Interval, string Tip);
