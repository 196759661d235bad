using System.Globalization;
using System.Text;

namespace K2Sharp.Evals.Reporting;

/// <summary>The report as Markdown, for issues and pull requests.</summary>
internal static class MarkdownReport
{
    public static string Write(RunSummary summary)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Cell(summary.Manifest.Model)}\n\nSeed {summary.Manifest.Seed}; started {summary.Manifest.Started:u}. Scores in percent, with 95 % intervals clustered by question.\n\n");
        text.Append("| benchmark | score | card | same settings | questions | attempts | truncated | failed | output tokens | $ |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (TaskSummary task in summary.Tasks)
        {
            string card = task.Task.Card is { } figure ? figure.Percent.ToString("0.0", CultureInfo.InvariantCulture) : "-";
            string same = task.Task.Card is null ? "-" : task.IsAsOnCard ? "yes" : "no";
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(task.Label)} | {Figures.Interval(task.Score)} | {card} | {same} | {task.Questions} | {task.Attempts} | {task.Truncated} | {task.Failed} | {Figures.Count(task.AllOutputTokens)} | {Figures.Dollars(task.Cost)} |\n");
        }

        foreach (TaskSummary task in summary.Tasks.Where(task => task.Figures.Count > 0 || task.Categories.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Cell(task.Label)}\n\n{Cell(task.Task.Title)}. Settings: {task.Task.Settings}.\n\n");
            foreach ((string name, double value) in task.Figures)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {name}: {Figures.Number(value)}\n");
            }

            if (task.Categories.Count > 0)
            {
                text.Append("\n| category | score | questions |\n|---|---|---|\n");
                foreach (CategoryScore category in task.Categories)
                {
                    text.Append(CultureInfo.InvariantCulture, $"| {Cell(category.Category)} | {Figures.Interval(category.Score)} | {category.Questions} |\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
