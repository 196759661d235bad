using System.Globalization;
using System.Net;
using System.Text;
using K2Sharp.Evals.Running;
using K2Sharp.Evals.Tasks;

namespace K2Sharp.Evals.Reporting;

/// <summary>The report as one HTML page that needs nothing else: tables, plots, and links to a page per attempt.</summary>
internal static class HtmlReport
{
    private const int MostRows = 500;

    /// <summary>The style of the report and of the attempts' pages. Light or dark as the reader's system is.</summary>
    public const string Style = """
        :root{color-scheme:light dark;--ink:#1a1c20;--dim:#6a707c;--line:#d9dce2;--back:#fff;--box:#f5f6f8;--mark:#2257c5;--good:#1c7a42;--bad:#b3261e}
        @media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--dim:#9aa1ad;--line:#343841;--back:#15171b;--box:#1e2127;--mark:#82aaff;--good:#6fce94;--bad:#ff8f87}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:62rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:2.2rem 0 .4rem}p{margin:.4rem 0}.dim{color:var(--dim)}
        table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.9rem}th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
        th:first-child,td:first-child{text-align:left}td.text{text-align:left;overflow-wrap:anywhere}th{color:var(--dim);font-weight:600}a{color:var(--mark)}
        .wide{overflow-x:auto}svg{display:block;width:100%;height:auto;background:var(--box);border-radius:6px;margin:.6rem 0;font:12px system-ui,sans-serif}
        svg text{fill:var(--ink)}.grid{stroke:var(--line)}.interval{stroke:var(--mark);stroke-width:2}.mark{fill:var(--mark)}.bar{fill:var(--mark);opacity:.75}
        .card{fill:none;stroke:var(--dim);stroke-width:2}.curve{fill:none;stroke:var(--mark);stroke-width:1.5}.right{color:var(--good)}.wrong{color:var(--bad)}
        details{background:var(--box);border-radius:6px;padding:.5rem .8rem;margin:.6rem 0}summary{cursor:pointer}
        .turn{border-left:3px solid var(--line);padding:.1rem .9rem;margin:.8rem 0}.turn.assistant{border-color:var(--mark)}.turn b{color:var(--dim);font-size:.8rem;text-transform:uppercase}
        pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;font:13px/1.45 ui-monospace,monospace}.think{color:var(--dim)}
        """;

    /// <summary>The page.</summary>
    /// <param name="summary">What to show.</param>
    /// <param name="page">The address of an attempt's page relative to this one; null for no links.</param>
    public static string Write(RunSummary summary, Func<AttemptRecord, string>? page = null)
    {
        RunManifest manifest = summary.Manifest;
        var html = new StringBuilder();
        Begin(html, $"{manifest.Model}: evaluation");
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(manifest.Model)}</h1><p class=\"dim\">{Encode(manifest.Where)} &middot; seed {manifest.Seed} &middot; {manifest.Started:yyyy-MM-dd HH:mm} UTC");
        if (manifest.Judge is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $" &middot; judge {Encode(manifest.Judge)}");
        }

        html.Append("</p>");
        if (summary.Tasks.Any(task => task.Score is not null))
        {
            html.Append(SvgPlot.Scores(summary.Tasks));
            html.Append("<p class=\"dim\">Dots: measured here, with 95&nbsp;% intervals clustered by question. Diamonds: the model card of Kimi-K2-Thinking.</p>");
        }

        Overview(html, summary);
        foreach (IGrouping<string, TaskSummary> sweep in summary.Sweeps())
        {
            Sweep(html, sweep);
        }

        foreach (TaskSummary task in summary.Tasks)
        {
            Task(html, task, page);
        }

        return html.Append("</body></html>\n").ToString();
    }

    /// <summary>The head of a page.</summary>
    public static void Begin(StringBuilder html, string title) => html.Append(
        CultureInfo.InvariantCulture,
        $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{Encode(title)}</title><style>{Style}</style></head><body>");

    private static void Overview(StringBuilder html, RunSummary summary)
    {
        html.Append("<div class=\"wide\"><table><tr><th>benchmark</th><th>score</th><th>card</th><th>same settings</th><th>questions</th><th>attempts</th><th>truncated</th><th>failed</th><th>output tokens</th><th>$</th></tr>");
        foreach (TaskSummary task in summary.Tasks)
        {
            string card = task.Task.Card is { } figure ? figure.Percent.ToString("0.0", CultureInfo.InvariantCulture) : "-";
            string same = task.Task.Card is null ? "-" : task.IsAsOnCard ? "yes" : "no";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"#{Encode(task.Label)}\">{Encode(task.Label)}</a></td><td>{Figures.Interval(task.Score)}</td><td>{card}</td><td>{same}</td><td>{task.Questions}</td><td>{task.Attempts}</td><td>{task.Truncated}</td><td>{task.Failed}</td><td>{Figures.Count(task.AllOutputTokens)}</td><td>{Figures.Dollars(task.Cost)}</td></tr>");
        }

        html.Append("</table></div>");
    }

    private static void Sweep(StringBuilder html, IGrouping<string, TaskSummary> sweep)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(sweep.Key)} with several settings</h2>");
        foreach ((string title, Func<TaskSummary, double?> setting) in new (string Title, Func<TaskSummary, double?> Setting)[]
        {
            ("thinking budget (tokens)", task => task.Task.Settings.ThinkingBudget),
            ("most steps", task => task.Task.Settings.MaxSteps),
            ("trajectories (heavy mode)", task => task.Task.Settings.Trajectories),
        })
        {
            // What else differs among the plans would make a zigzag of the curve: one curve for each setting of the rest.
            foreach (var curve in sweep.Where(task => task.Score is not null && setting(task) is not null).GroupBy(task => Rest(task, title)))
            {
                (double Setting, Estimate Score)[] points = [.. curve.Select(task => (setting(task)!.Value, task.Score!))];
                if (points.Select(point => point.Setting).Distinct().Count() > 1)
                {
                    html.Append(SvgPlot.Curve($"{sweep.Key}: score against {title}", title, points));
                }
            }
        }
    }

    private static EvalSettings Rest(TaskSummary task, string varied) => varied[0] switch
    {
        't' when varied.StartsWith("thinking", StringComparison.Ordinal) => task.Task.Settings with { ThinkingBudget = null },
        't' => task.Task.Settings with { Trajectories = 1 },
        _ => task.Task.Settings with { MaxSteps = 1 },
    };

    private static void Task(StringBuilder html, TaskSummary task, Func<AttemptRecord, string>? page)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2 id=\"{Encode(task.Label)}\">{Encode(task.Label)}</h2><p>{Encode(task.Task.Title)}</p><p class=\"dim\">Here: {Encode(task.Task.Settings.ToString())}. ");
        html.Append(task.Task.Card is { } card
            ? $"Card ({Encode(card.Row)}): {Encode(task.Task.CardSettings.ToString())}."
            : string.Empty);
        html.Append("</p>");
        if (task.Records.Count == 0)
        {
            html.Append("<p>Nothing is graded yet.</p>");
            return;
        }

        html.Append(CultureInfo.InvariantCulture, $"<p>{task.Attempts} attempts: {task.Attempts - task.Wrong - task.Truncated} right, {task.Wrong} wrong, {task.Truncated} cut off, {task.Forced} forced to answer at the limit of steps; {task.Failed} could not be made. {Figures.Count(task.InputTokens)} tokens in ({Figures.Count(task.CachedTokens)} cached), {Figures.Count(task.AllOutputTokens)} out.</p>");
        if (task.Figures.Count > 0)
        {
            html.Append("<table><tr><th>figure</th><th></th></tr>");
            foreach ((string name, double value) in task.Figures)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(name)}</td><td>{Figures.Number(value)}</td></tr>");
            }

            html.Append("</table>");
        }

        if (task.Categories.Count > 0)
        {
            html.Append("<table><tr><th>category</th><th>score</th><th>questions</th></tr>");
            foreach (CategoryScore category in task.Categories)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(category.Category)}</td><td>{Figures.Interval(category.Score)}</td><td>{category.Questions}</td></tr>");
            }

            html.Append("</table>");
        }

        html.Append(SvgPlot.Histogram("output tokens of an attempt", [.. task.Records.Select(record => (double)record.OutputTokens)]));
        if (task.Steps.Most > 1)
        {
            html.Append(SvgPlot.Histogram("model turns of an attempt", [.. task.Records.Select(record => (double)record.Steps)]));
        }

        Attempts(html, task, page);
    }

    private static void Attempts(StringBuilder html, TaskSummary task, Func<AttemptRecord, string>? page)
    {
        html.Append(CultureInfo.InvariantCulture, $"<details><summary>Attempts{(task.Records.Count > MostRows ? $" (the first {MostRows} of {task.Records.Count}, wrong ones first)" : string.Empty)}</summary><div class=\"wide\"><table><tr><th>question</th><th>score</th><th>answer</th><th>why</th><th>turns</th><th>tokens</th></tr>");
        foreach (AttemptRecord record in task.Records.OrderBy(record => record.Score).ThenBy(record => record.Id, StringComparer.Ordinal).ThenBy(record => record.Repeat).Take(MostRows))
        {
            string name = record.Repeat == 0 && task.Task.Settings.Repeats == 1 ? record.Id : $"{record.Id} #{record.Repeat + 1}";
            string link = page is null ? Encode(name) : $"<a href=\"{Encode(page(record))}\">{Encode(name)}</a>";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{link}</td><td class=\"{(record.Score >= 1 ? "right" : "wrong")}\">{Figures.Number(record.Score)}</td><td class=\"text\">{Encode(Clip(record.Answer))}</td><td class=\"text\">{Encode(Clip(record.Why))}</td><td>{record.Steps}</td><td>{record.OutputTokens}</td></tr>");
        }

        html.Append("</table></div></details>");
    }

    private static string Clip(string? text) => text is null ? string.Empty : text.Length <= 160 ? text : text[..160] + "...";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
