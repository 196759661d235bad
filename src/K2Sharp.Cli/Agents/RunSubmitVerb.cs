using System.CommandLine;
using System.Security.Cryptography;
using K2Sharp.Agents.Journal;
using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Agents;

/// <summary><c>k2 agent submit</c>: asks the silos of a journal for a run.</summary>
internal static class RunSubmitVerb
{
    private static readonly HashSet<string> s_notKept = ["--journal"];
    private static readonly HashSet<string> s_paths = [];

    public static Verb Create(CliHost host)
    {
        var task = new Argument<string>("TASK") { Description = "What to do." };
        var budgets = new BudgetArguments();
        var journal = new JournalArguments();
        var verb = new Verb("submit", "Ask the silos of a journal for a run; prints its id.")
        {
            Examples =
            [
                ("k2 agent submit --journal \"Host=db;Database=k2;Username=k2\" \"...\"", "some silo takes it up; list and show say how far it is"),
                ("k2 agent submit --max-steps 50 --max-time 600 \"...\"", "with budgets of its own"),
            ],
            Remarks = "The silos decide about model, tools and what those may do (k2 agent silo); what is not said here about budgets is what they were told.",
        };
        verb.Add(task);
        budgets.AddTo(verb);
        journal.AddTo(verb);
        verb.SetAction(result =>
        {
            string text = result.GetValue(task)!;
            if (string.IsNullOrWhiteSpace(text))
            {
                throw new UsageException("there is no task: say what to do, as in k2 agent submit \"...\"");
            }

            var input = new AgentInput(result, null);
            var request = new RunRequest
            {
                Task = text,
                Seed = budgets.Read(input, RandomNumberGenerator.GetInt32(int.MaxValue)).Seed,
                Settings = input.Arguments(verb, s_paths, s_notKept),
            };
            using AgentJournal opened = journal.Open(result);
            host.Output.WriteLine(opened.Submit(request));
            return ExitCode.Success;
        });
        return verb;
    }
}
