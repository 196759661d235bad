using System.Globalization;
using System.Net;
using System.Text;

namespace K2Sharp.Training.Reporting.Charts;

/// <summary>
/// Builds one picture. Colours and sizes of text come from the page's style sheet by class, so that they follow the reader's colour scheme;
/// all text is escaped here.
/// </summary>
internal sealed class Svg
{
    private readonly StringBuilder _markup = new();

    /// <param name="width">Width of the drawing in its own units; it grows and shrinks with the page.</param>
    /// <param name="height">Height in the same units.</param>
    /// <param name="description">What the picture shows, for those who cannot see it.</param>
    public Svg(double width, double height, string description)
    {
        _markup.Append("<svg viewBox=\"0 0 ").Append(Number(width)).Append(' ').Append(Number(height)).Append("\" role=\"img\" aria-label=\"").Append(Escape(description)).Append("\">\n");
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    public static string Number(double value) => (Math.Round(value, 1) + 0.0).ToString("0.#", CultureInfo.InvariantCulture);

    public void Line(string style, double x1, double y1, double x2, double y2) =>
        _markup.Append($"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");

    public void Rectangle(string style, double x, double y, double width, double height, string? tip = null) =>
        Closed($"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\"", "rect", tip);

    public void Circle(string style, double x, double y, double radius, string? tip = null) =>
        Closed($"<circle class=\"{style}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\"", "circle", tip);

    public void Path(string style, string path) => _markup.Append($"<path class=\"{style}\" d=\"{path}\"/>\n");

    public void Text(string style, double x, double y, string text) => _markup.Append($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\">{Escape(text)}</text>\n");

    /// <summary>The finished picture.</summary>
    public override string ToString() => _markup + "</svg>\n";

    private void Closed(string open, string name, string? tip) =>
        _markup.Append(open).Append(tip is null ? "/>\n" : $"><title>{Escape(tip)}</title></{name}>\n");
}
