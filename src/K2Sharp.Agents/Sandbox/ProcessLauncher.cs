using System.Collections.Concurrent;
using System.Diagnostics;

namespace K2Sharp.Agents.Sandbox;

/// <summary>
/// Starts processes on one thread that lives as long as this process. The kernel's "die with your parent" means the thread that
/// started the child, and a thread of the pool may end at any time.
/// </summary>
internal static class ProcessLauncher
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> s_queue = [];
    private static readonly Lazy<Thread> s_thread = new(Begin);

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        _ = s_thread.Value;
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        s_queue.Add((start, done));
        return done.Task;
    }

    private static Thread Begin()
    {
        var thread = new Thread(Loop) { IsBackground = true, Name = "process launcher" };
        thread.Start();
        return thread;
    }

    private static void Loop()
    {
        foreach ((ProcessStartInfo start, TaskCompletionSource<Process> done) in s_queue.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(start)!);
            }
#pragma warning disable CA1031 // It goes to whoever asked.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        }
    }
}
