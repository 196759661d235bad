using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Evals.Tasks.Offline;

namespace K2Sharp.Cli.Evals;

/// <summary><c>k2 eval export</c>: minibrowse as files, in the forms in which the big search benchmarks come.</summary>
internal sealed class EvalExportVerb
{
    private readonly CliHost _host;
    private readonly Argument<string> _folder = new("DIR") { Description = "Where the files go." };

    private EvalExportVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new EvalExportVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("export", "Write minibrowse's questions, encrypted as BrowseComp's are, and its documents as a corpus.")
        {
            Examples =
            [
                ("k2 eval export town", "town/minibrowse.csv and town/corpus"),
                ("k2 eval run browsecomp --data town --corpus town/corpus --judge-endpoint URL", "BrowseComp's whole path on them"),
            ],
        };
        verb.Add(_folder);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string folder = result.GetValue(_folder)!;
        (int questions, int documents) = MiniBrowseExport.Write(folder);
        _host.Output.WriteLine($"{questions} questions in {Path.Combine(folder, MiniBrowseExport.QuestionsName)}, {documents} documents in {Path.Combine(folder, MiniBrowseExport.CorpusName)}");
        return ExitCode.Success;
    }
}
