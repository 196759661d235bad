using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;
using Spectre.Console;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent list</c>: the runs of the journal.</summary>
internal static class RunListVerb
{
    private const int LongestTask = 60;

    public static Verb Create(CliHost host)
    {
        var journal = new JournalArguments();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var verb = new Verb("list", "List runs, the latest first.") { Examples = [("k2 agent list", "all runs of your journal")] };
        journal.AddTo(verb);
        verb.Add(json);
        verb.SetAction(result =>
        {
            using AgentJournal opened = journal.Open(result);
            IReadOnlyList<RunSummary> runs = opened.List();
            if (result.GetValue(json))
            {
                Write(host, runs);
            }
            else
            {
                Print(host, runs);
            }

            return ExitCode.Success;
        });
        return verb;
    }

    private static void Print(CliHost host, IReadOnlyList<RunSummary> runs)
    {
        if (runs.Count == 0)
        {
            host.Output.WriteLine("there are no runs yet");
            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("run", "began", "status", "steps", "calls", "task");
        foreach (RunSummary run in runs)
        {
            string task = OneLine.From(run.Task);
            table.Row(run.Id, run.Created.ToString("yyyy-MM-dd HH:mm"), AgentResultJson.Status(run.Status), $"{run.Steps}", $"{run.Calls}", task.Length <= LongestTask ? task : task[..LongestTask] + "...");
        }

        Tables.Console(host).Write(table);
    }

    private static void Write(CliHost host, IReadOnlyList<RunSummary> runs) => JsonOutput.WriteLine(host, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("runs");
        foreach (RunSummary run in runs)
        {
            json.WriteStartObject();
            json.WriteString("run_id", run.Id);
            json.WriteString("created", run.Created);
            json.WriteString("parent", run.Parent);
            json.WriteString("status", AgentResultJson.Status(run.Status));
            json.WriteString("reason", run.Reason);
            json.WriteNumber("steps", run.Steps);
            json.WriteNumber("tool_calls", run.Calls);
            json.WriteString("task", run.Task);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
