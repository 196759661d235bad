using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed unsafe class LargePagesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(5, 4096)]
    [InlineData(0, 8 << 20)]
    [InlineData(77, (8 << 20) - 300)]
    public void Memory_keeps_what_it_holds_wherever_a_range_begins_and_ends(int begin, int bytes)
    {
        const int All = 8 << 20;
        byte* memory = (byte*)NativeMemory.AlignedAlloc(All, 64);
        try
        {
            var span = new Span<byte>(memory, All);
            for (int i = 0; i < All; i++)
            {
                span[i] = (byte)(i * 31);
            }

            LargePages.Advise(memory + begin, bytes);
            for (int i = 0; i < All; i += 997)
            {
                Assert.Equal((byte)(i * 31), span[i]);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }
}
