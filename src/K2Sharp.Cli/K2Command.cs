using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using K2Sharp.Cli.Agents;
using K2Sharp.Cli.Bench;
using K2Sharp.Cli.Chat;
using K2Sharp.Cli.Debugging;
using K2Sharp.Cli.Doctor;
using K2Sharp.Cli.Evals;
using K2Sharp.Cli.Hosting;
using K2Sharp.Cli.Models;
using K2Sharp.Cli.Serving;
using K2Sharp.Cli.Training;

namespace K2Sharp.Cli;

/// <summary>The command line: parses, runs the verb, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class K2Command
{
    /// <summary>The version that <c>k2 --version</c> prints.</summary>
    public static string Version { get; } =
        typeof(K2Command).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static int Invoke(IReadOnlyList<string> args, CliHost host)
    {
        try
        {
            int code = Run(args, host);
            host.Output.Flush();
            return code;
        }
#pragma warning disable CA1031 // The border of the program: every exception becomes one line here.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Report(host, exception);
        }
    }

    private static int Run(IReadOnlyList<string> args, CliHost host)
    {
        if (TrainVerb.IsMeantBy(args))
        {
            // Not one of its arguments is for this program, not even --help.
            return TrainVerb.Run(args, host);
        }

        // Messages may begin with @, which would otherwise name a file of arguments; and -abc is no short form of anything.
        var parsing = new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false };
        ParseResult result = Root(host).Parse(args, parsing);
        UsageErrors.ThrowIfAny(result);
        return result.Invoke(new InvocationConfiguration
        {
            Output = host.Output,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static RootCommand Root(CliHost host)
    {
        var root = new RootCommand("Runs Kimi-K2-Thinking checkpoints as they are published, on CPUs.");
        root.Directives.Clear();
        root.Add(ChatVerb.Create(host));
        root.Add(ServeVerb.Create(host));
        root.Add(McpVerb.Create(host));
        root.Add(AgentVerb.Create(host));
        root.Add(Group("eval", "list, card, run, report, compare, judge, export: measure a model or an endpoint with benchmarks.",
            EvalListVerb.Create(host), EvalCardVerb.Create(host), EvalRunVerb.Create(host), EvalReportVerb.Create(host), EvalCompareVerb.Create(host), EvalJudgeVerb.Create(host),
            EvalExportVerb.Create(host)));
        root.Add(BenchVerb.Create(host));
        root.Add(DoctorVerb.Create(host));
        root.Add(TrainVerb.Create());
        root.Add(Group("model", "inspect, verify, synth, quantize: look at a checkpoint, check it, make a random one, or make int8 copies of weights.",
            ModelInspectVerb.Create(host), ModelVerifyVerb.Create(host), ModelSynthVerb.Create(host), ModelQuantizeVerb.Create(host)));
        root.Add(Group("debug", "tokenize, render, parse, logits, schema: plumbing for tests and bug reports, JSON lines in and out.",
            DebugTokenizeVerb.Create(host), DebugRenderVerb.Create(host), DebugParseVerb.Create(host), DebugLogitsVerb.Create(host),
            DebugSchemaVerb.Create(host)));
        HelpWithExamples? help = null;
        foreach (Option option in root.Options)
        {
            switch (option)
            {
                case HelpOption { Action: HelpAction plain } helpOption:
                    plain.MaxWidth = Math.Max(80, host.Width);
                    helpOption.Action = help = new HelpWithExamples(plain);
                    break;
                case VersionOption version:
                    version.Action = new PrintVersion();
                    break;
                default:
                    break;
            }
        }

        // Without a verb there is nothing to do but to say what could be done.
        root.SetAction(result => help!.Invoke(result));
        foreach (Command group in Groups(root).Where(group => group.Action is null))
        {
            group.SetAction(result => help!.Invoke(result));
        }

        return root;
    }

    private static IEnumerable<Command> Groups(Command command) => command.Subcommands
        .Where(child => child.Subcommands.Count > 0)
        .SelectMany(child => Groups(child).Prepend(child));

    private static Verb Group(string name, string description, params ReadOnlySpan<Verb> verbs)
    {
        var group = new Verb(name, description);
        foreach (Verb verb in verbs)
        {
            group.Add(verb);
        }

        return group;
    }

    private static int Report(CliHost host, Exception exception)
    {
        try
        {
            int code = ErrorReport.Write(host, exception);

            // What was complete before the error is not lost with it.
            host.Output.Flush();
            return code;
        }
        catch (IOException)
        {
            // The reader of the output, or of the error, has gone.
            return exception is IOException ? ExitCode.Success : ExitCode.Failure;
        }
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Version);
            return ExitCode.Success;
        }
    }
}
