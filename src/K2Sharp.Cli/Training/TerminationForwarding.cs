using System.Diagnostics;
using System.Runtime.InteropServices;

namespace K2Sharp.Cli.Training;

/// <summary>
/// Hands SIGTERM on to a child process, so that it can save what it has; this process goes on waiting for it. Unlike the terminal's Ctrl+C,
/// which goes to all programs in the foreground, SIGTERM mostly comes to this process alone.
/// </summary>
#pragma warning disable CA1001 // The signal is never given back: handled after the child's end, it would take the place of the child's exit code.
internal sealed class TerminationForwarding
#pragma warning restore CA1001
{
    /// <summary>The number of SIGTERM, the same on Linux and macOS; <see cref="PosixSignal"/> has numbers of its own.</summary>
    private const int SigTerm = 15;

    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration? _registration;
    private Process? _child;
    private bool _isRaised;

    /// <summary>Begins to receive the signal. It does so before there is a child, so that none is left behind.</summary>
    public TerminationForwarding()
    {
        // Windows has no such signal.
        if (!OperatingSystem.IsWindows())
        {
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Raise);
        }
    }

    /// <summary>Names the child, which at once gets a signal that came before.</summary>
    public void Begin(Process child)
    {
        lock (_gate)
        {
            _child = child;
            if (_isRaised)
            {
                Send();
            }
        }
    }

    /// <summary>Forgets the child, which has ended; signals do nothing from here on.</summary>
    public void End()
    {
        lock (_gate)
        {
            _child = null;
        }
    }

    private void Raise(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            _isRaised = true;
            Send();
        }
    }

    private void Send()
    {
        if (_child is { HasExited: false } child)
        {
            // It fails only where the child has just ended.
            _ = Kill(child.Id, SigTerm);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
