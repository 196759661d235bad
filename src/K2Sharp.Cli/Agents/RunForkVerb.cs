using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent fork</c>: a new run that begins as another one did.</summary>
internal static class RunForkVerb
{
    public static Verb Create(CliHost host)
    {
        var id = new Argument<string>("ID") { Description = "The run." };
        var at = new Option<long?>("--at") { Description = "The last entry that both have, by its number in show. Default: the last one.", HelpName = "N" };
        var journal = new JournalArguments();
        var verb = new Verb("fork", "Make a new run that begins as another one did; prints its id.")
        {
            Examples = [("k2 agent fork ID --at 12", "the same up to entry 12")],
            Remarks = "Both runs work in the same folder: what the first one did to files is there.",
        };
        verb.Add(id);
        verb.Add(at);
        journal.AddTo(verb);
        verb.SetAction(result =>
        {
            using AgentJournal opened = journal.Open(result);
            string run = result.GetValue(id)!;
            host.Output.WriteLine(opened.Fork(run, result.GetValue(at) ?? opened.Read(run).Count));
            return ExitCode.Success;
        });
        return verb;
    }
}
