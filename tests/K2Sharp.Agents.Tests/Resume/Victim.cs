using System.Diagnostics;
using System.Globalization;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Loop;
using K2Sharp.Agents.Tools;
using Microsoft.Extensions.AI;

namespace K2Sharp.Agents.Tests.Resume;

/// <summary>A process that makes a run, to be killed: prints a line for every entry of its journal.</summary>
internal static class Victim
{
    /// <param name="args">The folder, the number of calls, the run to resume or "new", and the call in whose effect it kills itself, or -1.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        string folder = args[0];
        int calls = int.Parse(args[1], CultureInfo.InvariantCulture);
        int fatal = int.Parse(args[3], CultureInfo.InvariantCulture);
        using AgentJournal journal = AgentJournal.Open(Path.Combine(folder, "journal.db"));
        var tools = new AgentToolbox([new Ledger(Path.Combine(folder, "ledger"), fatal), new ScriptedTool("look", invocation => $"{invocation.Text("key")} looks fine")]);
        using var model = new ScriptedModel(request => Next(request, calls));
        var services = new AgentServices
        {
            Events = item =>
            {
                if (item is EntryWritten entry)
                {
                    Console.Out.WriteLine(entry.Record.Number);
                    Console.Out.Flush();
                }
            },
        };
        var options = new AgentOptions { MaxSteps = calls + 1, Seed = 11, Context = new Agents.Context.ContextOptions { Tokens = 6000, Reserve = 1000 } };
        var runner = new AgentRunner(model, tools, journal, options, services);
        AgentResult result = args[2] == "new" ? await runner.RunAsync("follow the chain") : await runner.ResumeAsync(args[2]);
        Console.Out.WriteLine($"{result.Status} {result.Answer}");
        return 0;
    }

    /// <summary>The next turn is a function of the conversation and the seed alone, as a model's is.</summary>
    private static ScriptedTurn Next(ModelRequest request, int calls)
    {
        int step = request.Messages.Count(message => message.Role == ChatRole.Assistant);
        string last = request.Results.LastOrDefault() ?? "start";
        string thought = $"step {step}, seed {request.Options.Seed}, last {last}";
        return step >= calls ? ScriptedTurn.Answer($"the end after {last}") with { Reasoning = thought }
            : step % 7 == 3 ? new ScriptedTurn { Reasoning = thought, Calls = [("a", "ledger", Key(step, "a")), ("b", "look", Key(step, "b")), ("c", "look", Key(step, "c"))] }
            : step % 5 == 2 ? ScriptedTurn.Call("look", Key(step, "l")) with { Reasoning = thought }
            : ScriptedTurn.Call("ledger", Key(step, "s")) with { Reasoning = thought };
    }

    private static string Key(int step, string part) => $$"""{"key":"{{part}}{{step}}"}""";

    /// <summary>Writes a line per call, with the call's key: it can tell afterwards whether the line is there.</summary>
    private sealed class Ledger(string file, int fatal) : IRecoverableTool
    {
        private readonly ScriptedTool _declared = new("ledger", _ => string.Empty);

        public string Name => _declared.Name;

        public string Description => _declared.Description;

        public System.Text.Json.JsonElement Parameters => _declared.Parameters;

        public ToolEffect Effect => ToolEffect.Once;

        public bool RunsInParallel => false;

        public Task<ToolOutput> InvokeAsync(ToolInvocation invocation, CancellationToken cancellation)
        {
            using (var stream = new FileStream(file, FileMode.Append))
            using (var writer = new StreamWriter(stream))
            {
                writer.Write($"{invocation.Key} {invocation.Text("key")}\n");
                writer.Flush();
                stream.Flush(flushToDisk: true);
            }

            if (invocation.Key == $"{fatal}.0")
            {
                // The effect is there, the journal does not know: the worst moment.
                Process.GetCurrentProcess().Kill();
            }

            return Task.FromResult(Output(invocation));
        }

        public Task<ToolOutput?> RecoverAsync(ToolInvocation invocation, CancellationToken cancellation)
        {
            bool isThere = File.Exists(file) && File.ReadLines(file).Any(line => line.StartsWith(invocation.Key + " ", StringComparison.Ordinal));
            return Task.FromResult(isThere ? Output(invocation) : null);
        }

        private static ToolOutput Output(ToolInvocation invocation) => new($"wrote {invocation.Text("key")}");
    }
}
