using System.Runtime.InteropServices;
using System.Text;

namespace K2Sharp.Training.Native;

/// <summary>Environment variables that native libraries read. On Unix .NET keeps its own copy of them, which getenv does not see.</summary>
internal static class NativeEnvironment
{
    /// <summary>Sets a variable unless it is set already.</summary>
    public static void SetDefault(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnv(ZeroTerminated(name), ZeroTerminated(value), overwrite: 0);
        }
        else if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>What a native library sees.</summary>
    public static string? Get(string name) =>
        OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable(name) : Marshal.PtrToStringUTF8(GetEnv(ZeroTerminated(name)));

    private static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnv(byte[] name, byte[] value, int overwrite);

    [DllImport("libc", EntryPoint = "getenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetEnv(byte[] name);
}
