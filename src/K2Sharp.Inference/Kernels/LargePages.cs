using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Kernels;

/// <summary>Memory in large pages, which save address translations when megabytes are read.</summary>
internal static unsafe class LargePages
{
    private const int AdviseHugePages = 14;

    /// <summary>Asks for large pages, best before the memory is used for the first time; a refusal costs speed only.</summary>
    /// <param name="start">Where the memory begins.</param>
    /// <param name="bytes">How long it is; parts of pages at its ends are left alone.</param>
    public static void Advise(void* start, long bytes)
    {
        long page = Environment.SystemPageSize;
        long begin = ((long)start + page - 1) / page * page;
        long end = ((long)start + bytes) / page * page;
        if (OperatingSystem.IsLinux() && end > begin)
        {
            _ = Advise((void*)begin, (nuint)(end - begin), AdviseHugePages);
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(void* start, nuint bytes, int advice);
}
