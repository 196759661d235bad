using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>What .NET does not offer of Linux: files read past the system's cache.</summary>
internal static class DirectIO
{
    // O_RDONLY is 0. O_DIRECT differs between architectures (asm/fcntl.h of each).
    private const int CloseOnExec = 0x80000;
    private const int DirectX86 = 0x4000;
    private const int DirectArm = 0x10000;

    /// <summary>Opens a file for direct reads.</summary>
    /// <returns>Null where the system or the file system refuses; whoever asked then reads in the ordinary way, which says what is wrong if anything is.</returns>
    public static SafeFileHandle? TryOpen(string path)
    {
        int direct = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 or Architecture.X86 => DirectX86,
            Architecture.Arm64 => DirectArm,
            _ => 0,
        };
        if (!OperatingSystem.IsLinux() || direct == 0)
        {
            return null;
        }

        int descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), direct | CloseOnExec, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags, int mode);
}
