using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Reporting;
using K2Sharp.Evals.Running;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval report</c>: writes a run's reports anew, also while it is running.</summary>
internal sealed class EvalReportVerb
{
    private readonly CliHost _host;
    private readonly Argument<string> _folder = new("DIR") { Description = "The run's folder." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private EvalReportVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalReportVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("report", "Write a run's reports: HTML, Markdown and JSON.")
        {
            Examples = [("k2 eval report k2-eval/k2-nano", "report.html, report.md, report.json and a page per attempt")],
        };
        verb.Add(_folder);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string folder = result.GetValue(_folder)!;
        (RunManifest manifest, IReadOnlyList<AttemptRecord> records) = RunFolder.Read(folder);
        RunSummary summary = RunSummary.Of(manifest, records);
        string page = ReportFiles.Write(folder, summary);
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json => JsonReport.Write(json, summary, folder));
        }
        else
        {
            EvalTables.Write(_host, summary);
            _host.Error.WriteLine($"report: {page}");
        }

        return ExitCode.Success;
    }
}
