using System.CommandLine;
using K2Sharp.Server.Storage;

namespace K2Sharp.Cli.Serving;

/// <summary>The <c>--state</c> option of the server and of the verbs that work on its files.</summary>
internal sealed class StateOption
{
    private readonly Option<string?> _option = new("--state")
    {
        Description = "The folder of keys and ledger. Default: $STATE_DIRECTORY, $XDG_STATE_HOME/k2 or ~/.local/state/k2.",
        HelpName = "DIR",
    };

    /// <summary>Adds the option to a verb.</summary>
    public void AddTo(Command command) => command.Add(_option);

    /// <summary>The path that was named; null when none was.</summary>
    /// <exception cref="UsageException">The option is empty.</exception>
    public string? Path(ParseResult result) =>
        result.GetValue(_option) is "" ? throw new UsageException("--state is empty: name a folder") : result.GetValue(_option);

    /// <summary>The folder, made where it is not there.</summary>
    public StateDirectory Directory(ParseResult result) => new(Path(result) ?? StateDirectory.DefaultPath(Environment.GetEnvironmentVariable));
}
