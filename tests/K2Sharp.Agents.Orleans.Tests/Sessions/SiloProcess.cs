using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace K2Sharp.Agents.Orleans.Tests.Sessions;

/// <summary>A silo in a process of its own, which can be killed and started again on the same ports.</summary>
internal sealed class SiloProcess(string database, string name) : IDisposable
{
    private readonly int _port = FreePort();
    private readonly int _gateway = FreePort();
    private readonly StringBuilder _log = new();
    private Process? _process;

    public string Name => name;

    public bool IsReady { get; private set; }

    public bool HasExited => _process is null or { HasExited: true };

    public string Log
    {
        get
        {
            lock (_log)
            {
                return $"== {name}\n{_log}";
            }
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(SiloProcess).Assembly.Location, "silo", database, name,
            _port.ToString(CultureInfo.InvariantCulture), _gateway.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        IsReady = false;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Add;
        _process.ErrorDataReceived += Add;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
        IsReady = false;
    }

    /// <summary>Stops the process where it is, or lets it go on: as a machine that swaps or a virtual one that is moved does.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (!HasExited)
        {
            Kill();
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Add(object sender, DataReceivedEventArgs line)
    {
        if (line.Data == "ready")
        {
            IsReady = true;
        }

        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
