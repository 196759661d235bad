using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace K2Sharp.Cli.Hosting;

/// <summary>The library's help, followed by a verb's remarks and examples; a group shows an example of each of its verbs.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Indent = "  ";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        HideInherited(command);
        help.Invoke(parseResult);
        if (command is Verb { Remarks.Length: > 0 } verb)
        {
            output.WriteLine(verb.Remarks);
            output.WriteLine();
        }

        if (command.Subcommands.Count > 0)
        {
            output.WriteLine($"{CommandPath(command)} COMMAND --help explains a command.");
            output.WriteLine();
        }

        Write(output, [.. Examples(command)]);
        output.Flush();
        return ExitCode.Success;
    }

    private void Write(TextWriter output, (string CommandLine, string Meaning)[] examples)
    {
        output.WriteLine(examples.Length == 1 ? "Example:" : "Examples:");
        int width = examples.Max(example => example.CommandLine.Length);
        bool fitsBeside = examples.All(example => Indent.Length + width + Indent.Length + example.Meaning.Length <= help.MaxWidth);
        foreach ((string line, string meaning) in examples)
        {
            output.WriteLine(fitsBeside ? $"{Indent}{line.PadRight(width)}{Indent}{meaning}" : $"{Indent}{line}\n{Indent}{Indent}{Indent}{meaning}");
        }
    }

    /// <summary>A verb shows all its examples, and the first of each verb below it.</summary>
    private static IEnumerable<(string CommandLine, string Meaning)> Examples(Command command) =>
        [.. (command as Verb)?.Examples ?? [], .. command.Subcommands.SelectMany(Nearest).Select(verb => verb.Examples[0])];

    /// <summary>The verb itself, or those of a group that does nothing by itself.</summary>
    private static IEnumerable<Verb> Nearest(Command command) =>
        command is Verb { Examples.Count: > 0 } verb ? [verb] : command.Subcommands.SelectMany(Nearest);

    /// <summary>The library shows the arguments of the verbs above, too, which a verb below them does not take.</summary>
    private static void HideInherited(Command command)
    {
        foreach (Argument argument in Above(command).SelectMany(verb => verb.Arguments))
        {
            argument.Hidden = true;
        }
    }

    private static string CommandPath(Command command) => string.Join(' ', [.. Above(command).Reverse().Append(command).Select(verb => verb is RootCommand ? "k2" : verb.Name)]);

    /// <summary>The verbs above, nearest first.</summary>
    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => (IEnumerable<Command>)[parent, .. Above(parent)]);
}
