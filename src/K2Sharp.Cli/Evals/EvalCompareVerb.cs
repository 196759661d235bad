using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval compare</c>: two runs, question by question.</summary>
internal sealed class EvalCompareVerb
{
    private readonly CliHost _host;
    private readonly Argument<string> _first = new("FIRST") { Description = "The folder of a run." };
    private readonly Argument<string> _second = new("SECOND") { Description = "The folder of the run that is compared with it." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private EvalCompareVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalCompareVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("compare", "Compare two runs with a paired test.")
        {
            Remarks = """
                Only questions that both runs have are compared, by their mean score over the attempts. p is that of a two-sided sign-flip test: how
                often a difference at least as great comes about by chance if both runs are equally good.
                """,
            Examples = [("k2 eval compare runs/before runs/after", "is the second one better?")],
        };
        verb.Add(_first);
        verb.Add(_second);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        RunSummary first = Read(result.GetValue(_first)!);
        RunSummary second = Read(result.GetValue(_second)!);
        Comparison[] comparisons =
        [
            .. first.Tasks.Join(second.Tasks, task => task.Label, task => task.Label, Comparison.Of, StringComparer.Ordinal).OfType<Comparison>(),
        ];
        if (comparisons.Length == 0)
        {
            throw new UsageException("the two runs share no graded question of any benchmark");
        }

        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("tasks");
                foreach (Comparison comparison in comparisons)
                {
                    json.WriteStartObject(comparison.Label);
                    json.WriteNumber("first", comparison.First);
                    json.WriteNumber("second", comparison.Second);
                    json.WriteNumber("difference", comparison.Difference);
                    json.WriteNumber("standard_error", comparison.StandardError);
                    json.WriteNumber("n", comparison.Questions);
                    json.WriteNumber("better", comparison.Better);
                    json.WriteNumber("worse", comparison.Worse);
                    json.WriteNumber("p", comparison.PValue);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            });
        }
        else
        {
            EvalTables.Write(_host, comparisons);
        }

        return ExitCode.Success;
    }

    private static RunSummary Read(string folder)
    {
        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(folder);
        return RunSummary.Of(manifest, records);
    }
}
