using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Reporting;
using Spectre.Console;

namespace K2Sharp.Cli.Evals;

/// <summary>Tables of runs and comparisons.</summary>
internal static class EvalTables
{
    public static void Write(CliHost host, RunSummary summary)
    {
        Table table = Tables.Numbers(summary.Manifest.Model, "benchmark", "score (95 %)", "card", "same settings", "questions", "attempts", "cut off", "failed", "tokens out", "$");
        foreach (TaskSummary task in summary.Tasks)
        {
            table.Row(
                task.Label,
                Figures.Interval(task.Score),
                task.Task.Card?.Percent.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",
                task.Task.Card is null ? "-" : task.IsAsOnCard ? "yes" : "no",
                task.Questions.ToString(CultureInfo.InvariantCulture),
                task.Attempts.ToString(CultureInfo.InvariantCulture),
                task.Truncated.ToString(CultureInfo.InvariantCulture),
                task.Failed.ToString(CultureInfo.InvariantCulture),
                Figures.Count(task.AllOutputTokens),
                Figures.Dollars(task.Cost));
        }

        IAnsiConsole console = Tables.Console(host);
        console.Write(table);
        foreach (TaskSummary task in summary.Tasks.Where(task => task.Figures.Count > 0))
        {
            host.Output.WriteLine($"{task.Label}: {string.Join(", ", task.Figures.Select(figure => $"{figure.Key} {Figures.Number(figure.Value)}"))}");
        }
    }

    public static void Write(CliHost host, IReadOnlyList<Comparison> comparisons)
    {
        Table table = Tables.Numbers("second against first", "benchmark", "first", "second", "difference (95 %)", "better", "worse", "questions", "p");
        foreach (Comparison comparison in comparisons)
        {
            table.Row(
                comparison.Label,
                Figures.Percent(comparison.First),
                Figures.Percent(comparison.Second),
                $"{Signed(comparison.Difference)} ({Signed(comparison.Low)} to {Signed(comparison.High)})",
                comparison.Better.ToString(CultureInfo.InvariantCulture),
                comparison.Worse.ToString(CultureInfo.InvariantCulture),
                comparison.Questions.ToString(CultureInfo.InvariantCulture),
                comparison.PValue.ToString("0.0000", CultureInfo.InvariantCulture));
        }

        Tables.Console(host).Write(table);
    }

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);
}
