using System.CommandLine;
using K2Sharp.Agents.Journal;
using K2Sharp.Agents.Orleans.Journal;

namespace K2Sharp.Cli.Agents;

/// <summary>Where runs are kept.</summary>
internal sealed class JournalArguments
{
    private readonly Option<string?> _journal = new("--journal")
    {
        Description = "What runs are kept in: a file, or a PostgreSQL database such as \"Host=db;Database=k2;Username=k2\" (its password from PGPASSWORD). Default: k2/agent.db in your folder for data.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Add(_journal);

    /// <summary>The database's connection string; null for a file.</summary>
    public string? Database(ParseResult result) => result.GetValue(_journal) is { } named && PostgresDatabase.IsConnectionString(named) ? named : null;

    /// <summary>The folder beside the journal in which runs get workspaces.</summary>
    public string Workspaces(ParseResult result) => Path.Combine(Database(result) is null ? Path.GetDirectoryName(File(result))! : DataFolder, "workspaces");

    public AgentJournal Open(ParseResult result) => Database(result) is { } database
        ? new AgentJournal(new PostgresJournalStore(PostgresDatabase.Open(database), isOwner: true))
        : AgentJournal.Open(File(result));

    private static string DataFolder
    {
        get
        {
            string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "k2");
        }
    }

    private string File(ParseResult result) => result.GetValue(_journal) is { } named
        ? named.Length > 0 ? Path.GetFullPath(named) : throw new UsageException("--journal is empty: name a file")
        : Path.Combine(DataFolder, "agent.db");
}
