using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>Slots of equal size in one piece of anonymous memory. A slot takes memory from its first use on.</summary>
internal sealed unsafe class SlotMemory : IDisposable
{
    private readonly byte* _start;
    private readonly long _slotBytes;

    /// <param name="slots">Number of slots.</param>
    /// <param name="slotBytes">Bytes of each, a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
    /// <exception cref="OutOfMemoryException">The system gives no such address range.</exception>
    public SlotMemory(int slots, long slotBytes)
    {
        _slotBytes = slotBytes;
        nuint bytes = checked((nuint)(slots * slotBytes));
        _start = (byte*)NativeMemory.AlignedAlloc(bytes, LargePages.Bytes);
        LargePages.Advise((nint)_start, bytes);
    }

    /// <summary>The address of a slot.</summary>
    public byte* this[int slot] => _start + (slot * _slotBytes);

    public void Dispose() => NativeMemory.AlignedFree(_start);
}
