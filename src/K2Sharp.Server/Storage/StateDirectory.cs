using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Server.Storage;

/// <summary>The folder that holds what a server must not forget: its keys, its ledger, stored responses and what it signs with. Readable by its owner only.</summary>
internal sealed class StateDirectory
{
    /// <summary>Takes a folder and makes it if it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public StateDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Root = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Root);
            }
            else
            {
                Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"the state folder {Root} cannot be made: name another one with --state DIR", exception);
        }
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>The keys: written by <c>k2 serve keys</c>, read by the server.</summary>
    public string KeysFile => Path.Combine(Root, "keys.db");

    /// <summary>The ledger: written by the one running server.</summary>
    public string LedgerFile => Path.Combine(Root, "ledger.db");

    /// <summary>Responses that clients come back to: written by the one running server.</summary>
    public string ResponsesFile => Path.Combine(Root, "responses.db");

    /// <summary>The key that thoughts are signed with: made by the server that first needs it.</summary>
    public string ThoughtKeyFile => Path.Combine(Root, "thoughts.key");

    /// <summary>
    /// Where the state is unless told otherwise: systemd's <c>StateDirectory=</c>, else <c>k2</c> in the XDG state folder, else in the user's
    /// local application data.
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string DefaultPath(Func<string, string?> variable) => StateFolder.DefaultPath(variable);

    /// <summary>Takes the folder for this process: two servers would each know only half of what a key has used.</summary>
    /// <returns>The lock; the system lets go of it when the process ends, however it ends.</returns>
    /// <exception cref="IOException">Another server has it.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(Path.Combine(Root, "server.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"another server uses the state folder {Root}: stop it, or name another folder with --state DIR", exception);
        }
    }
}
