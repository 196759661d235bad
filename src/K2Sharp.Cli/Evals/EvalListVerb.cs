using System.CommandLine;
using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Tasks;
using Spectre.Console;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval list</c>: the benchmarks, with what the model card says of them.</summary>
internal sealed class EvalListVerb
{
    private readonly CliHost _host;
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private EvalListVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalListVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("list", "Name the benchmarks.") { Examples = [("k2 eval list", "names, settings and the model card's figures")] };
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
                json.WriteStartArray("benchmarks");
                foreach (EvalTask task in EvalCatalog.All)
                {
                    json.WriteStartObject();
                    json.WriteString("name", task.Name);
                    json.WriteString("title", task.Title);
                    json.WriteBoolean("needs_judge", task.NeedsJudge);
                    json.WriteString("settings", task.Settings.ToString());
                    if (task.Card is { } card)
                    {
                        json.WriteNumber("card_percent", card.Percent);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return ExitCode.Success;
        }

        Table table = new Table().RoundedBorder();
        table.AddColumns("benchmark", "card", "what it measures", "settings");
        foreach (EvalTask task in EvalCatalog.All)
        {
            table.Row(task.Name, task.Card?.Percent.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty, task.Title, task.Settings.ToString());
        }

        Tables.Console(_host).Write(table);
        return ExitCode.Success;
    }
}
