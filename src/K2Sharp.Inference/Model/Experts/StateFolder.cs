namespace K2Sharp.Inference.Model.Experts;

/// <summary>Where what K2 must not forget is kept, unless told otherwise.</summary>
internal static class StateFolder
{
    private const string Own = "k2";

    /// <summary>systemd's <c>StateDirectory=</c>, else <c>k2</c> in the XDG state folder, else in the user's local application data.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string DefaultPath(Func<string, string?> variable)
    {
        if (variable("STATE_DIRECTORY") is { Length: > 0 } systemd)
        {
            // Several folders are separated by colons; the first one is ours.
            return systemd.Split(':')[0];
        }

        if (variable("XDG_STATE_HOME") is { Length: > 0 } xdg)
        {
            return Path.Combine(xdg, Own);
        }

        return variable("HOME") is { Length: > 0 } home && !OperatingSystem.IsWindows()
            ? Path.Combine(home, ".local", "state", Own)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), Own);
    }
}
