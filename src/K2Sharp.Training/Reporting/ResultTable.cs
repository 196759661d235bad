using System.Globalization;
using System.Text;
using K2Sharp.Training.Reporting.Charts;

namespace K2Sharp.Training.Reporting;

/// <summary>The evaluation table as HTML.</summary>
internal static class ResultTable
{
    public static string Render(EvaluationTable table)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr><th>task family</th><th class=\"n\">tasks</th>");
        foreach (EvaluationColumn column in table.Columns)
        {
            html.Append($"<th class=\"n\" title=\"{Svg.Escape(column.What)}\">{Svg.Escape(column.Name)}</th>");
        }

        html.Append("</tr></thead>\n<tbody>\n");
        foreach (EvaluationRow row in table.Rows)
        {
            html.Append($"<tr><td>{Svg.Escape(row.Family)}</td><td class=\"n\">{Readable.Count(row.N)}</td>");
            for (int i = 0; i < table.Columns.Count; i++)
            {
                html.Append(Cell(row, i));
            }

            html.Append("</tr>\n");
        }

        html.Append($"</tbody>\n<tfoot><tr><td colspan=\"{table.Columns.Count + 2}\">");
        html.Append(string.Join("<br>", table.Columns.Where(column => column.What.Length > 0).Select(column => $"<b>{Svg.Escape(column.Name)}</b>: {Svg.Escape(column.What)}")));
        return html.Append("</td></tr></tfoot>\n</table></div>\n").ToString();
    }

    private static string Cell(EvaluationRow row, int column)
    {
        if (column >= row.Passed.Count || row.Passed[column] is not { } passed || row.N <= 0)
        {
            return "<td class=\"n\">not run</td>";
        }

        string difference = string.Empty;
        if (column > 0 && row.Passed[0] is { } first && first != passed)
        {
            double points = 100.0 * (passed - first) / row.N;
            // A real minus sign; more than a point down is coloured.
            string text = points.ToString("+0.0;\u22120.0", CultureInfo.InvariantCulture);
            difference = $"<small{(points < -1 ? " class=\"down\"" : string.Empty)}>{text}</small>";
        }

        return $"<td class=\"n\" title=\"{passed} of {row.N}\">{Readable.Percent((double)passed / row.N)}{difference}</td>";
    }
}
