using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent show</c>: the entries of a run.</summary>
internal static class RunShowVerb
{
    public static Verb Create(CliHost host)
    {
        var id = new Argument<string>("ID") { Description = "The run." };
        var journal = new JournalArguments();
        var json = new Option<bool>("--json") { Description = "Print the entries as JSON lines." };
        var verb = new Verb("show", "Show the entries of a run.") { Examples = [("k2 agent show ID", "one line an entry"), ("k2 agent show ID --json", "everything")] };
        verb.Add(id);
        journal.AddTo(verb);
        verb.Add(json);
        verb.SetAction(result =>
        {
            using AgentJournal opened = journal.Open(result);
            var lines = new EventLines(host);
            foreach (JournalRecord record in opened.Read(result.GetValue(id)!))
            {
                if (result.GetValue(json))
                {
                    lines.Add(new K2Sharp.Agents.Loop.EntryWritten(record));
                }
                else
                {
                    host.Output.WriteLine($"{record.Number,5}  {record.At:HH:mm:ss}  {OneLine.From(Text(record.Entry))}");
                }
            }

            return ExitCode.Success;
        });
        return verb;
    }

    private static string Text(JournalEntry entry) => entry switch
    {
        RunStarted start => $"task: {start.Task}",
        TurnTaken turn => $"step {turn.Step}: {string.Join("; ", turn.Calls.Select(call => $"{call.Name} {call.Arguments}").Append(turn.Content).Where(text => text.Length > 0))}",
        CallBegun begun => $"call {begun.Key} begins",
        CallFinished finished => $"call {finished.Key} {finished.Outcome.ToString().ToLowerInvariant()}: {finished.Content}",
        NoticeGiven notice => $"notice ({notice.Reason.ToString().ToLowerInvariant()}): {notice.Text}",
        ResultsHidden hidden => $"{hidden.Keys.Count} old results hidden",
        HistorySummarized summary => $"turns up to step {summary.UpToStep} summed up: {summary.Text}",
        Rewound rewound => $"rewound to step {rewound.ToStep}: {rewound.Reason}",
        RunEnded end => $"{end.Status.ToString().ToLowerInvariant()} ({end.Reason}): {end.Answer}",
        _ => entry.ToString(),
    };
}
