using System.Text;

namespace K2Sharp.Training.Data;

/// <summary>Divides keys (a pair of numbers, a name) by a hash, one in eight held out, the same on every machine.</summary>
internal static class Splits
{
    private const uint HeldOutOf = 8;

    public static Split Of(string key) => Fnv1a(key) % HeldOutOf == 0 ? Split.HeldOut : Split.Train;

    /// <summary>FNV-1a, 32 bits, finished with a multiply so that short keys spread.</summary>
    private static uint Fnv1a(string key)
    {
        uint hash = 2166136261;
        foreach (byte value in Encoding.UTF8.GetBytes(key))
        {
            hash = (hash ^ value) * 16777619;
        }

        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return hash ^ (hash >> 12);
    }
}
