using System.Security.Cryptography;
using System.Text;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>
/// Tells whether a checkpoint holds the very integers that quantization-aware training ended with: SHA-256 over all packed codes and their
/// scales, each preceded by its name, in the order of the names.
/// </summary>
internal static class QatFingerprint
{
    private const string Packed = ".weight_packed";
    private const string Scale = ".weight_scale";

    /// <summary>The fingerprint in lower-case hexadecimal; null for a checkpoint without packed weights.</summary>
    public static string? Of(Checkpoint checkpoint)
    {
        string[] names = [.. checkpoint.Tensors.Select(tensor => tensor.Name).Where(IsPacked)];
        if (names.Length == 0)
        {
            return null;
        }

        Array.Sort(names, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in names)
        {
            checkpoint.TryGet(name, out TensorView view);
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(view.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsPacked(string name) => name.EndsWith(Packed, StringComparison.Ordinal) || name.EndsWith(Scale, StringComparison.Ordinal);
}
