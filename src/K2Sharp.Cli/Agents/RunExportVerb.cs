using System.CommandLine;
using K2Sharp.Agents.Export;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent export</c>: a run in a form that others read.</summary>
internal static class RunExportVerb
{
    public static Verb Create(CliHost host)
    {
        string names = string.Join(", ", RunExports.All.Select(export => export.Name));
        var id = new Argument<string>("ID") { Description = "The run." };
        var format = new Option<string>("--format") { Description = $"{names}.", HelpName = "FORMAT", DefaultValueFactory = _ => "messages" };
        var output = new Option<string?>("--out") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var journal = new JournalArguments();
        var verb = new Verb("export", "Write a run as messages (JSON, for training), ATIF, a SWE-agent trajectory or a page.")
        {
            Examples = [("k2 agent export ID --format html --out run.html", "a page to read"), ("k2 agent export ID >> episodes.jsonl", "for training")],
        };
        verb.Add(id);
        verb.Add(format);
        verb.Add(output);
        journal.AddTo(verb);
        verb.SetAction(result =>
        {
            string name = result.GetValue(format)!;
            IRunExport export = RunExports.All.FirstOrDefault(it => it.Name == name) ?? throw new UsageException($"--format must be {names}, not \"{name}\"");
            using AgentJournal opened = journal.Open(result);
            string run = result.GetValue(id)!;
            using var buffer = new MemoryStream();
            export.Write(run, opened.Read(run), buffer);
            if (result.GetValue(output) is { } file)
            {
                File.WriteAllBytes(file, buffer.ToArray());
            }
            else
            {
                buffer.WriteTo(host.OutputBytes());
            }

            return ExitCode.Success;
        });
        return verb;
    }
}
