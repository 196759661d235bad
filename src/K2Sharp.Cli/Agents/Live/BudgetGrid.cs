using System.Globalization;
using K2Sharp.Agents.Loop;
using Spectre.Console;
using Spectre.Console.Rendering;
using PlainText = Spectre.Console.Text;

namespace K2Sharp.Cli.Agents.Live;

/// <summary>What a run has used of its budgets: a bar for each that has an end, and a line of the rest.</summary>
internal static class BudgetGrid
{
    private const int Cells = 24;

    /// <param name="tally">What is used up.</param>
    /// <param name="options">The budgets.</param>
    /// <param name="since">Time since the last entry, which the tally does not know yet.</param>
    public static IRenderable Of(RunTally tally, AgentOptions options, TimeSpan since)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(1, 0, 2, 0)).AddColumn(new GridColumn().NoWrap().Padding(0, 0, 2, 0)).AddColumn(new GridColumn().NoWrap());
        TimeSpan time = tally.Time + since;
        Bar(grid, "steps", tally.ToolSteps, options.MaxSteps, Number(tally.ToolSteps), Number(options.MaxSteps));
        if (options.MaxOutputTokens is { } tokens)
        {
            Bar(grid, "tokens", tally.Usage.Output, tokens, Number(tally.Usage.Output), Number(tokens));
        }

        if (options.MaxTime is { } most)
        {
            Bar(grid, "time", time.TotalSeconds, most.TotalSeconds, Clock(time), Clock(most));
        }

        if (options.MaxToolTime is { } tools)
        {
            Bar(grid, "tool time", tally.ToolTime.TotalSeconds, tools.TotalSeconds, Clock(tally.ToolTime), Clock(tools));
        }

        if (options.MaxCost is { } cost)
        {
            Bar(grid, "cost", (double)tally.Cost, (double)cost, Money(tally.Cost), Money(cost));
        }

        return new Rows(grid, new PlainText($" {Rest(tally, options, time)}", new Style(decoration: Decoration.Dim)).Overflow(Overflow.Ellipsis));
    }

    private static string Rest(RunTally tally, AgentOptions options, TimeSpan time)
    {
        List<string> parts = [$"{Number(tally.Calls)} calls", $"prompt {Number(tally.Prompt)} tokens, {tally.CachedPercent} % cached"];
        parts.AddRange(options.MaxOutputTokens is null ? [$"{Number(tally.Usage.Output)} generated"] : []);
        parts.AddRange(tally.Usage.Reasoning > 0 ? [$"{Number(tally.Usage.Reasoning)} of them thinking"] : []);
        parts.AddRange(options.MaxTime is null ? [Clock(time)] : []);
        parts.AddRange(options.MaxCost is null && tally.Cost > 0 ? [$"cost {Money(tally.Cost)}"] : []);
        return string.Join("  ·  ", parts);
    }

    private static void Bar(Grid grid, string name, double used, double most, string usedText, string mostText)
    {
        double fraction = Math.Clamp(used / most, 0, 1);
        int full = (int)Math.Round(fraction * Cells);
        Color color = fraction < 0.75 ? Color.Green : fraction < 0.95 ? Color.Yellow : Color.Red;
        var bar = new Paragraph().Append(new string('━', full), new Style(color)).Append(new string('─', Cells - full), new Style(decoration: Decoration.Dim));
        grid.AddRow(new PlainText(name), bar, new PlainText($"{usedText} of {mostText}"));
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Money(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
