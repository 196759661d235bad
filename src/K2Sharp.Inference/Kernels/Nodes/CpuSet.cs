namespace K2Sharp.Inference.Kernels.Nodes;

/// <summary>A set of processors in the form that Linux takes: a bit for each.</summary>
internal sealed class CpuSet
{
    /// <summary>Processors that a set can name, 0 to Capacity - 1; as many as a Linux kernel can be built for.</summary>
    public const int Capacity = 8192;

    private const int BitsPerWord = 64;

    public CpuSet(params IEnumerable<int> cpus)
    {
        foreach (int cpu in cpus)
        {
            Words[cpu / BitsPerWord] |= 1UL << (cpu % BitsPerWord);
        }
    }

    /// <summary>[Capacity / 64]: bit i of word j is processor 64 j + i.</summary>
    public ulong[] Words { get; } = new ulong[Capacity / BitsPerWord];

    public bool Contains(int cpu) => (Words[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0;
}
