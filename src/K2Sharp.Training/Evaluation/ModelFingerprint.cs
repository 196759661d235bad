using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Training.Evaluation;

/// <summary>Tells models apart by content: SHA-256 over all files that decide what a checkpoint says, each preceded by its name, in the order of the names.</summary>
internal static class ModelFingerprint
{
    private static readonly string[] s_deciding = [".safetensors", ".json", ".model"];

    /// <summary>The fingerprint in lower-case hexadecimal.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static string Of(string directory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] names = [.. Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)).Where(name => s_deciding.Contains(Path.GetExtension(name)))];
        Array.Sort(names, StringComparer.Ordinal);
        foreach (string name in names)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            using FileStream file = File.OpenRead(Path.Combine(directory, name));
            hash.AppendData(SHA256.HashData(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
