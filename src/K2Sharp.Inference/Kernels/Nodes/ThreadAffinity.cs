using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>What .NET does not offer of Linux: on which processors a thread may run. Elsewhere nothing is asked for and nothing is done.</summary>
internal static unsafe class ThreadAffinity
{
    private const int ThisThread = 0;

    /// <summary>The processors that this process may use; null where the system does not say.</summary>
    public static CpuSet? OfProcess()
    {
        var set = new CpuSet();
        return TryGet(Environment.ProcessId, set) ? set : null;
    }

    /// <summary>Reads where the calling thread may run; allocates nothing.</summary>
    public static bool TryGetMine(CpuSet set) => TryGet(ThisThread, set);

    /// <summary>Keeps the calling thread on these processors; allocates nothing.</summary>
    /// <returns>False where the system refuses.</returns>
    public static bool TrySetMine(CpuSet set)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        fixed (ulong* words = set.Words)
        {
            return SetAffinity(ThisThread, (nuint)(set.Words.Length * sizeof(ulong)), words) == 0;
        }
    }

    private static bool TryGet(int thread, CpuSet set)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        fixed (ulong* words = set.Words)
        {
            return GetAffinity(thread, (nuint)(set.Words.Length * sizeof(ulong)), words) == 0;
        }
    }

    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAffinity(int thread, nuint bytes, ulong* words);

    [DllImport("libc", EntryPoint = "sched_getaffinity")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetAffinity(int thread, nuint bytes, ulong* words);
}
