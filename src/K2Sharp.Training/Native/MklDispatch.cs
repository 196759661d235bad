using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Training.Native;

/// <summary>
/// MKL, which libtorch's matrix products run on, has its best kernels for Intel's processors only; on others with AVX-512 it takes 256-bit ones,
/// and training is slower by a third (measured on a Zen 5: 7,700 against 12,500 tokens per second), and with AVX2 it takes others than on Intel's
/// (measured on a Zen 3, in turns: 4,400 to 4,500 against 4,800 to 5,200, the same losses). It asks the maker once, in
/// <c>mkl_serv_intel_cpu_true</c>, and remembers the answer in a variable. This writes "yes" there before it has asked. No code changes, and what is not
/// recognised is left alone.
/// </summary>
internal static class MklDispatch
{
    private const string Question = "mkl_serv_intel_cpu_true";
    private const int NotAsked = -1;
    private const int Yes = 1;

    /// <summary>To be called when libtorch is loaded, before it multiplies.</summary>
    /// <param name="folder">The application's folder.</param>
    /// <returns>Whether MKL now takes other kernels because of this.</returns>
    public static bool PreferWideVectors(string folder)
    {
        if (!OperatingSystem.IsLinux() || CpuFeatures.Best == KernelPath.Scalar)
        {
            return false;
        }

        string path = Path.Combine(folder, "runtimes", "linux-x64", "native", "libtorch_cpu.so");
        return NativeLibrary.TryLoad(path, out nint library)
            && NativeLibrary.TryGetExport(library, Question, out nint function)
            && Answer(function);
    }

    /// <summary>The function begins with a load of the remembered answer, <c>mov eax, [rip + offset]</c>, and a return if there is one.</summary>
    internal static bool Answer(nint function)
    {
        byte[] code = new byte[8];
        Marshal.Copy(function, code, 0, code.Length);
        if (code is not [0x8B, 0x05, _, _, _, _, 0x85, 0xC0])
        {
            return false;
        }

        nint answer = function + 6 + BitConverter.ToInt32(code, 2);
        if (Marshal.ReadInt32(answer) != NotAsked)
        {
            return false;
        }

        Marshal.WriteInt32(answer, Yes);
        return true;
    }
}
