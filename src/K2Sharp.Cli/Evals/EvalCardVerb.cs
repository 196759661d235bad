using System.Globalization;
using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Reporting;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval card</c>: the model card's figures.</summary>
internal static class EvalCardVerb
{
    public static Verb Create(CliHost host) => new ListingVerb<CardRow>(
        host,
        "rows",
        ModelCard.Rows,
        [
            ("row", row => row.Name),
            ("figure", row => row.Percent.ToString("0.0", CultureInfo.InvariantCulture)),
            ("settings", row => row.Settings),
            ("benchmark here", row => row.Task ?? string.Empty),
        ],
        Write).Build(new Verb("card", "Show all figures of K2-Thinking's model card, and which of them are measured here.")
        {
            Examples = [("k2 eval card", "figures, settings, and the benchmark's name here")],
        });

    private static void Write(Utf8JsonWriter json, CardRow row)
    {
        json.WriteString("group", row.Group);
        json.WriteString("name", row.Name);
        json.WriteNumber("percent", row.Percent);
        json.WriteString("settings", row.Settings);
        json.WriteString("benchmark", row.Task);
    }
}
