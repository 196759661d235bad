namespace K2Sharp.Training.Reporting.Charts;

/// <summary>Puts a picture and its caption together.</summary>
internal static class Figure
{
    public static string Wrap(string style, string title, string unit, string picture)
    {
        string remark = unit.Length == 0 ? string.Empty : $" <span>{Svg.Escape(unit)}</span>";
        return $"<figure class=\"{style}\"><figcaption><b>{Svg.Escape(title)}</b>{remark}</figcaption>\n{picture}</figure>\n";
    }
}
