using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace K2Sharp.Evals.Running;

/// <summary>Seeds that depend on what they are for and on nothing else, so that a resumed run draws as an undisturbed one.</summary>
internal static class Seeds
{
    /// <summary>A non-negative seed (some servers take no others) of an attempt.</summary>
    public static long Of(long runSeed, string task, string question, int repeat) =>
        Hash(FormattableString.Invariant($"{runSeed}\n{task}\n{question}\n{repeat}"));

    /// <summary>A seed below another.</summary>
    public static long Derive(long seed, int index) => Hash(FormattableString.Invariant($"{seed}/{index}"));

    private static long Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);

        // 53 bits: JSON numbers pass through clients that only know doubles.
        return (long)(BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11);
    }
}
