using System.Collections.Concurrent;

namespace K2Sharp.Training.Kernels;

/// <summary>Working memory of one head of one document, kept for the next: training threads live for one step each.</summary>
internal sealed unsafe class AttentionScratch : IDisposable
{
    private const int Alignment = 64;
    private static readonly ConcurrentBag<AttentionScratch> s_idle = [];
    private float[] _memory = [];

    /// <summary>Some scratch of at least so many floats; disposing gives it back.</summary>
    public static AttentionScratch Rent(long floats)
    {
        AttentionScratch scratch = s_idle.TryTake(out AttentionScratch? idle) ? idle : new AttentionScratch();
        if (scratch._memory.LongLength < floats + (Alignment / sizeof(float)))
        {
            scratch._memory = GC.AllocateUninitializedArray<float>(checked((int)floats + (Alignment / sizeof(float))), pinned: true);
        }

        return scratch;
    }

    /// <summary>The first float, at the beginning of a cache line.</summary>
    public float* Start
    {
        get
        {
            fixed (float* memory = _memory)
            {
                return (float*)(((nint)memory + Alignment - 1) & ~(nint)(Alignment - 1));
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose() => s_idle.Add(this);
}
