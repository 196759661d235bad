using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent rewind</c>: takes the latest steps out of a run's conversation.</summary>
internal static class RunRewindVerb
{
    public static Verb Create(CliHost host)
    {
        var id = new Argument<string>("ID") { Description = "The run." };
        var step = new Option<int>("--to-step") { Description = "The last step that stays; 0 for none.", HelpName = "N", Required = true };
        var message = new Option<string?>("--message") { Description = "What the model is told in place of what was taken out.", HelpName = "TEXT" };
        var journal = new JournalArguments();
        var verb = new Verb("rewind", "Take the latest steps out of a run's conversation; --resume goes on from there.")
        {
            Examples = [("k2 agent rewind ID --to-step 4 --message \"Try the other file.\"", "and then k2 agent --resume ID")],
            Remarks = "The journal keeps what is taken out, and files stay as they are.",
        };
        verb.Add(id);
        verb.Add(step);
        verb.Add(message);
        journal.AddTo(verb);
        verb.SetAction(result =>
        {
            using AgentJournal opened = journal.Open(result);
            string run = result.GetValue(id)!;
            int to = result.GetValue(step);
            int last = opened.Read(run).Select(record => record.Entry).OfType<TurnTaken>().LastOrDefault()?.Step ?? 0;
            if (to < 0 || to > last)
            {
                throw new UsageException($"--to-step must be 0 to {last}, not {to}");
            }

            using JournalWriter writer = opened.Write(run);
            writer.Append(new Rewound(to, "by the user") { Notice = result.GetValue(message) });
            host.Output.WriteLine($"rewound to step {to}; go on with: k2 agent --resume {run}");
            return ExitCode.Success;
        });
        return verb;
    }
}
