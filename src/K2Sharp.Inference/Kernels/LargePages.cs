using System.Runtime.InteropServices;

namespace K2Sharp.Inference.Kernels;

/// <summary>Memory in pages of megabytes instead of kilobytes, where the system gives them when asked ("madvise" in /sys/kernel/mm/transparent_hugepage/enabled, the usual setting).</summary>
internal static class LargePages
{
    /// <summary>The size on x86 and on most ARM systems.</summary>
    public const int Bytes = 2 << 20;

    private const int AdviseDoNotNeed = 4;

    private const int AdviseHugePages = 14;

    private const int SmallPage = 4096;

    /// <summary>Whether asking may help: where small pages are larger than 4 KB, large ones are up to half a gigabyte.</summary>
    public static bool MayBeAskedFor => OperatingSystem.IsLinux() && Environment.SystemPageSize == SmallPage;

    /// <summary>
    /// Asks for large pages, which save address translations when megabytes are read in order. What has been written already stays in small ones for now, as does what does
    /// not fill a large page. A refusal costs speed only.
    /// </summary>
    /// <param name="start">The range's first byte.</param>
    /// <param name="bytes">Its length.</param>
    public static void Advise(nint start, nuint bytes)
    {
        if (MayBeAskedFor)
        {
            // The system wants the beginning of a page, and takes the range to the end of one.
            nint first = (start + Environment.SystemPageSize - 1) & ~(nint)(Environment.SystemPageSize - 1);
            nuint skipped = (nuint)(first - start);
            if (skipped < bytes)
            {
                _ = Advise(first, bytes - skipped, AdviseHugePages);
            }
        }
    }

    /// <summary>Takes a part of a file's map out of this process, which gets it back when it is touched again.</summary>
    /// <param name="start">The beginning of a page.</param>
    /// <param name="bytes">The length.</param>
    public static void Unmap(nint start, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(start, bytes, AdviseDoNotNeed);
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nint start, nuint bytes, int advice);
}
