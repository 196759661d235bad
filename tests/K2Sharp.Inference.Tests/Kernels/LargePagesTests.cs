using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed class LargePagesTests
{
    /// <summary>Any range may be asked for, also one that no page fits into; what is there stays.</summary>
    [Theory]
    [InlineData(0, 8 << 20)]
    [InlineData(1, (8 << 20) - 1)]
    [InlineData(24, 5000)]
    [InlineData(4095, 2)]
    [InlineData(100, 0)]
    public void What_is_in_memory_stays(int offset, int bytes)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(8 << 20, pinned: true);
        for (int i = 0; i < memory.Length; i++)
        {
            memory[i] = (byte)(i * 7);
        }

        LargePages.Advise(Marshal.UnsafeAddrOfPinnedArrayElement(memory, offset), (nuint)bytes);
        for (int i = 0; i < memory.Length; i++)
        {
            Assert.True(memory[i] == (byte)(i * 7), $"byte {i}");
        }
    }
}
