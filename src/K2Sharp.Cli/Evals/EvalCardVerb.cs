using System.CommandLine;
using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Reporting;
using Spectre.Console;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval card</c>: the model card's figures.</summary>
internal sealed class EvalCardVerb
{
    private readonly CliHost _host;
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private EvalCardVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalCardVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("card", "Show all figures of K2-Thinking's model card, and which of them are measured here.")
        {
            Examples = [("k2 eval card", "figures, settings, and the benchmark's name here")],
        };
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("rows");
                foreach (CardRow row in ModelCard.Rows)
                {
                    json.WriteStartObject();
                    json.WriteString("group", row.Group);
                    json.WriteString("name", row.Name);
                    json.WriteNumber("percent", row.Percent);
                    json.WriteString("settings", row.Settings);
                    json.WriteString("benchmark", row.Task);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return ExitCode.Success;
        }

        Table table = new Table().RoundedBorder();
        table.AddColumns("row", "figure", "settings", "benchmark here");
        foreach (CardRow row in ModelCard.Rows)
        {
            table.Row(row.Name, row.Percent.ToString("0.0", CultureInfo.InvariantCulture), row.Settings, row.Task ?? string.Empty);
        }

        Tables.Console(_host).Write(table);
        return ExitCode.Success;
    }
}
