using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace K2Sharp.Server.Metrics;

/// <summary>
/// Prometheus' text format, version 0.0.4. Written here because the names that routers look for (<c>vllm:...</c>) must come out to the letter,
/// which an exporter that derives names from those of OpenTelemetry instruments does not promise.
/// </summary>
internal sealed class PrometheusWriter
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(1 << 14);

    /// <summary>Begins the samples of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">counter, gauge or histogram.</param>
    /// <param name="help">One line.</param>
    public void Family(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>Writes one value.</summary>
    /// <param name="name">The family's name, or that with a histogram's ending.</param>
    /// <param name="labels">From <see cref="Labels"/>; empty for none.</param>
    /// <param name="value">The value.</param>
    public void Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Writes a family of a single gauge.</summary>
    public void Gauge(string name, string help, string labels, double value)
    {
        Family(name, "gauge", help);
        Sample(name, labels, value);
    }

    /// <summary>Writes a family of a single counter.</summary>
    public void Counter(string name, string help, string labels, double value)
    {
        Family(name, "counter", help);
        Sample(name, labels, value);
    }

    /// <summary>Labels as they stand between braces.</summary>
    public static string Labels(ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        Debug.Assert(names.Length == values.Length, "every label has a value");
        var text = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
        {
            text.Append(i > 0 ? "," : string.Empty).Append(names[i]).Append("=\"");
            foreach (char c in values[i])
            {
                _ = c switch
                {
                    '\\' => text.Append(@"\\"),
                    '"' => text.Append("\\\""),
                    '\n' => text.Append("\\n"),
                    _ => text.Append(c),
                };
            }

            text.Append('"');
        }

        return text.ToString();
    }

    /// <summary>A number as the format writes it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>All that was written.</summary>
    public override string ToString() => _text.ToString();
}
