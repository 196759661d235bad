using System.CommandLine;
using System.CommandLine.Parsing;

namespace K2Sharp.Cli.Agents;

/// <summary>What the command line says, and for a run that is resumed, what it said when the run began.</summary>
/// <param name="now">This command line.</param>
/// <param name="before">The run's first one; null for a new run.</param>
internal sealed class AgentInput(ParseResult now, ParseResult? before)
{
    /// <summary>The value of an option: given now, or else given before.</summary>
    public T? Get<T>(Option<T> option) => IsGiven(now, option) || before is null ? now.GetValue(option) : before.GetValue(option);

    /// <summary>Whether an option is given, now or before.</summary>
    public bool Has(Option option) => IsGiven(now, option) || (before is not null && IsGiven(before, option));

    /// <summary>A parse result for options that others read: this command line's where it names any of them, or else the first one's.</summary>
    public ParseResult For(Command verb, params ReadOnlySpan<string> names)
    {
        foreach (Option option in verb.Options)
        {
            if (names.Contains(option.Name) && IsGiven(now, option))
            {
                return now;
            }
        }

        return before ?? now;
    }

    /// <summary>The options given, as arguments; paths made whole, for the run may be resumed from elsewhere.</summary>
    public IReadOnlyList<string> Arguments(Command verb, IReadOnlySet<string> paths, IReadOnlySet<string> leftOut)
    {
        List<string> arguments = [];
        foreach (Option option in verb.Options.Where(option => !leftOut.Contains(option.Name)))
        {
            OptionResult? given = IsGiven(now, option) ? now.GetResult(option) : before is not null && IsGiven(before, option) ? before.GetResult(option) : null;
            if (given is null)
            {
                continue;
            }

            if (given.Tokens.Count == 0)
            {
                arguments.Add(option.Name);
            }

            foreach (Token token in given.Tokens)
            {
                // In one piece: a value may begin with a dash.
                arguments.Add($"{option.Name}={(paths.Contains(option.Name) ? Path.GetFullPath(token.Value) : token.Value)}");
            }
        }

        return arguments;
    }

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
