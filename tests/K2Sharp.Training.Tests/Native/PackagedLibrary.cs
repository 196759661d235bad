using System.Reflection;

namespace K2Sharp.Training.Tests.Native;

/// <summary>TorchSharp's library for Linux, as the package has it; it is there on every system.</summary>
internal static class PackagedLibrary
{
    private static readonly string s_path = typeof(PackagedLibrary).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => string.Equals(attribute.Key, "TorchSharpLibrary", StringComparison.Ordinal)).Value!;

    public static byte[] Read() => File.ReadAllBytes(s_path);
}
