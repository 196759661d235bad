using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace K2Sharp.Training.Native;

/// <summary>Makes TorchSharp usable in this process.</summary>
internal static class TorchLibrary
{
    private static readonly Lazy<bool> s_isLoaded = new(LoadOnce);

    /// <summary>
    /// Loads libtorch, to be called before anything of TorchSharp; any number of times, from any thread. Where the system's C++ library is too
    /// old for TorchSharp's binary, the copy in the application's folder is adapted first (<see cref="GlibcxxPatch"/>).
    /// </summary>
    /// <exception cref="TorchUnavailableException">It cannot be used here.</exception>
    public static void Load() => _ = s_isLoaded.Value;

    /// <summary>TorchSharp's native part in a folder of an application: where its packages put it, or beside the application.</summary>
    /// <returns>Null when it is not there.</returns>
    internal static string? Find(string folder)
    {
        string file = OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so";
        string[] places = [Path.Combine(folder, "runtimes", Platform(), "native", file), Path.Combine(folder, file)];
        return Array.Find(places, File.Exists);
    }

    /// <summary>Opens the library, adapted if that is what the loader asks for.</summary>
    /// <exception cref="TorchUnavailableException">It does not load.</exception>
    internal static nint Open(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException refused) when (OperatingSystem.IsLinux() && refused.Message.Contains(GlibcxxPatch.MissingVersion, StringComparison.Ordinal))
        {
            Patch(path);
            return Reopen(path);
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            throw Refused(path, refused);
        }
    }

    private static bool LoadOnce()
    {
        // Threads of OpenMP that wait would otherwise spin, and take the cores from whoever works.
        NativeEnvironment.SetDefault("OMP_WAIT_POLICY", "PASSIVE");
        string folder = AppContext.BaseDirectory;
        Open(Find(folder) ?? throw new TorchUnavailableException(
            $"PyTorch's library for {Platform()} is not in {folder}: build the trainer on the machine that is to run it (Linux x64, Windows x64 or macOS arm64)"));
        MklDispatch.PreferWideVectors(folder);
        try
        {
            Compute();
        }
        catch (Exception exception) when (exception is TypeInitializationException or NotSupportedException or DllNotFoundException or ExternalException)
        {
            throw new TorchUnavailableException($"PyTorch does not work on this machine: {OneLine(exception.GetBaseException().Message)}", exception);
        }

        return true;
    }

    private static void Patch(string path)
    {
        try
        {
            PatchedLibrary.Patch(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TorchUnavailableException(
                $"{path} must be adapted to this system's libstdc++ (older than GCC 13) but cannot be written ({OneLine(exception.Message)}): copy the trainer to a folder of your own",
                exception);
        }
        catch (InvalidDataException exception)
        {
            throw new TorchUnavailableException(
                $"{path} needs libstdc++ of GCC 13 or later and cannot be adapted ({exception.Message}): use a newer system such as Debian 13 or Ubuntu 24.04", exception);
        }
    }

    private static nint Reopen(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception refused) when (refused is DllNotFoundException or BadImageFormatException)
        {
            throw Refused(path, refused);
        }
    }

    /// <summary>In a method of its own: TorchSharp's static constructors must not run before the library is in place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Compute()
    {
        using torch.Tensor two = torch.tensor(2f);
        using torch.Tensor four = two.mul(two);
        if (four.item<float>() != 4f)
        {
            throw new NotSupportedException("two times two is not four");
        }
    }

    private static TorchUnavailableException Refused(string path, Exception exception) =>
        new($"{path} does not load: {OneLine(exception.Message)}", exception);

    private static string Platform()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    /// <summary>The loader's message lists every place that it looked at, one a line.</summary>
    private static string OneLine(string message) => string.Join("; ", message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[..1]);
}
