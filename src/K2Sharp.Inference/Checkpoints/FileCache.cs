using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>What the system keeps of a file in memory.</summary>
internal static class FileCache
{
    private const int DoNotNeed = 4;

    /// <summary>
    /// Lets go of the pages that hold some bytes, where they lie in it by themselves: a single small page would keep the system from ever holding the 2 MB around it
    /// in a large one. What is mapped, or a part of something larger, stays. A refusal costs speed only.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many.</param>
    public static void Forget(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            // The system takes whole pages inside the range only.
            long page = Environment.SystemPageSize;
            long begin = offset / page * page;
            long end = (offset + length + page - 1) / page * page;
            _ = Advise(file, begin, end - begin, DoNotNeed);
        }
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(SafeFileHandle file, long offset, long length, int advice);
}
