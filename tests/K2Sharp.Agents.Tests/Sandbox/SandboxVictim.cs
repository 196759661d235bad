using K2Sharp.Agents.Sandbox;

namespace K2Sharp.Agents.Tests.Sandbox;

/// <summary>A process that runs a command without end, to be killed.</summary>
internal static class SandboxVictim
{
    public static async Task<int> RunAsync(string workspace)
    {
        var sandbox = new ProcessSandbox(new SandboxOptions { Workspace = workspace });
        await sandbox.RunAsync(["mkfifo", "alive"], TimeSpan.FromMinutes(1));
        Task<SandboxResult> command = sandbox.RunAsync(["bash", "-c", "exec 3<>alive; printf x >&3; exec 4>alive; exec 3>&-; sleep 1000"], TimeSpan.FromMinutes(20));
        Console.Out.WriteLine("running");
        Console.Out.Flush();
        await command;
        return 0;
    }
}
