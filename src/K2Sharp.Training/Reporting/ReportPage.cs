using System.Text;
using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>The page: a head with the facts, then sections, each only where the run has something for it.</summary>
internal sealed class ReportPage(MetricsHistory history, RunFacts? facts, EvaluationTable? table)
{
    private readonly StringBuilder _page = new();

    public string Render()
    {
        string title = facts is { Recipe.Length: > 0 } ? $"Training run: {facts.Recipe}" : "Training run";
        // The policy makes the browser itself refuse anything from outside the file.
        _page.Append($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{{Svg.Escape(title)}}</title>
            <style>
            {{ReportStyle.Css}}</style>
            </head>
            <body>
            <header>
            <h1>{{Svg.Escape(title)}}</h1>

            """);
        WriteFacts();
        _page.Append("</header>\n<main>\n");
        var curves = new TrainingCharts(history, facts);
        var results = new ResultCharts(history, curves.Bands, curves.Span);
        var reinforcement = new ReinforcementCharts(history.Rollouts);
        Section("Loss", "Thin: every step. Thick: a moving average over a fiftieth of the run. Shaded: phases.", "grid", curves.Loss());
        Section("Loss of each task family", "Each against all others in grey; a moving average; one logarithmic scale.", "many", curves.LossByFamily());
        Section("Accuracy on held-out tasks", "Whole tasks done right, greedy; each against all others in grey.", "many", results.Accuracy());
        Section("Success by number of tool calls", "The last evaluation that measured it; lines show 95 % Wilson intervals.", "grid", results.Hops());
        if (table is { Rows.Count: > 0 })
        {
            Section("One checkpoint in several number formats", "Held-out tasks done right; below, the difference from the first column in points.", "plain", ResultTable.Render(table));
        }

        Section("Reinforcement", "Thin: every iteration. Thick: a moving average.", "grid", reinforcement.Main());
        Section("Reward of each task family", "Each against all others in grey.", "many", reinforcement.ByFamily());
        Section("Attention and optimizer", "Rings: steps at which QK-Clip scaled heads down.", "grid", curves.Optimizer());
        Section("Experts", "Each expert's load over the mean load of its layer.", "grid", curves.Experts());
        Section("Phases", string.Empty, "plain", Phases());
        Section("Notes", string.Empty, "plain", Notes());
        return _page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private void WriteFacts()
    {
        StepEvent? last = history.Steps.Count == 0 ? null : history.Steps[^1];
        _page.Append("<dl>\n");
        if (facts is not null)
        {
            Fact("Seed", facts.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Fact("Parameters", Readable.Short(facts.Parameters), facts.ActiveParameters > 0 ? $"{Readable.Short(facts.ActiveParameters)} per token" : string.Empty);
        }

        long tokens = Math.Max(facts?.Tokens ?? 0, last?.Tokens ?? 0);
        if (tokens > 0)
        {
            Fact("Tokens", Readable.Short(tokens));
        }

        Fact("Steps", Readable.Count(history.LastStep));
        double wall = facts is { WallSeconds: > 0 } ? facts.WallSeconds : last?.Seconds ?? 0;
        Fact("Wall time", Readable.Duration(wall));
        if (facts is { CpuSeconds: > 0 })
        {
            Fact("CPU time", Readable.Duration(facts.CpuSeconds));
        }

        if (last is not null)
        {
            Fact("Last loss", Readable.Significant(Curves.Smooth(history.Steps.Select(step => new Point(step.Step, step.Loss))) is [.., var end] ? end.Y : double.NaN), "moving average, nats");
        }

        _page.Append("</dl>\n");
        if (facts is { Machine.Length: > 0 })
        {
            _page.Append($"<p>Machine: {Svg.Escape(facts.Machine)}</p>\n");
        }

        if (facts is { Command.Length: > 0 })
        {
            _page.Append($"<p>Again: <code>{Svg.Escape(facts.Command)}</code></p>\n");
        }

        int notNumbers = history.Steps.Count(step => !double.IsFinite(step.Loss));
        if (notNumbers > 0)
        {
            _page.Append($"<p class=\"warning\">Steps whose loss is not a number, left out of the curves: {Readable.Count(notNumbers)}.</p>\n");
        }

        if (history.DamagedLines > 0)
        {
            _page.Append($"<p class=\"warning\">Damaged lines of the log, left out: {Readable.Count(history.DamagedLines)}.</p>\n");
        }
    }

    private void Fact(string name, string value, string remark = "") =>
        _page.Append($"<div><dt>{Svg.Escape(name)}</dt><dd>{Svg.Escape(value)}{(remark.Length == 0 ? string.Empty : $"<small>{Svg.Escape(remark)}</small>")}</dd></div>\n");

    private void Section(string title, string remark, string style, string content)
    {
        if (content.Length > 0)
        {
            string lead = remark.Length == 0 ? string.Empty : $"<p class=\"lead\">{Svg.Escape(remark)}</p>\n";
            _page.Append($"<section>\n<h2>{Svg.Escape(title)}</h2>\n{lead}<div class=\"{style}\">\n{content}</div>\n</section>\n");
        }
    }

    private string Phases()
    {
        if (history.Phases.Count == 0)
        {
            return string.Empty;
        }

        var rows = new StringBuilder("<div class=\"scroll\"><table><thead><tr><th></th><th>phase</th><th class=\"n\">from step</th><th>what</th></tr></thead><tbody>\n");
        for (int i = 0; i < history.Phases.Count; i++)
        {
            PhaseEvent phase = history.Phases[i];
            rows.Append($"<tr><td>{i + 1}</td><td>{Svg.Escape(phase.Name)}</td><td class=\"n\">{Readable.Count(phase.Step)}</td><td>{Svg.Escape(phase.What)}</td></tr>\n");
        }

        return rows.Append("</tbody></table></div>\n").ToString();
    }

    private string Notes() => history.Notes.Count == 0
        ? string.Empty
        : "<ul>\n" + string.Concat(history.Notes.Select(note => $"<li>Step {Readable.Count(note.Step)}: {Svg.Escape(note.Text)}</li>\n")) + "</ul>\n";
}
