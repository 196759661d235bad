using System.CommandLine;
using K2Sharp.Agents.Journal;

namespace K2Sharp.Cli.Agents;

/// <summary>Where runs are kept.</summary>
internal sealed class JournalArguments
{
    private readonly Option<string?> _journal = new("--journal") { Description = "The file that runs are kept in. Default: k2/agent.db in your folder for data.", HelpName = "FILE" };

    public void AddTo(Command command) => command.Add(_journal);

    /// <summary>The journal's file.</summary>
    public string File(ParseResult result)
    {
        if (result.GetValue(_journal) is { } named)
        {
            return named.Length > 0 ? Path.GetFullPath(named) : throw new UsageException("--journal is empty: name a file");
        }

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "k2", "agent.db");
    }

    public AgentJournal Open(ParseResult result) => AgentJournal.Open(File(result));
}
