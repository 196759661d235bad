using System.Globalization;
using System.Runtime.InteropServices;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Tests.Kernels;

public sealed class LargePagesTests
{
    private const int Length = 16 << 20;

    /// <summary>Any range may be asked for, also one that no page fits into; what is there stays.</summary>
    [Theory]
    [InlineData(0, Length)]
    [InlineData(1, Length - 1)]
    [InlineData(24, 5000)]
    [InlineData(4095, 2)]
    [InlineData(100, 0)]
    public void What_is_in_memory_stays(int offset, int bytes)
    {
        byte[] memory = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
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

    /// <summary>A range that begins in the middle of a page, as the array of a cache does, is asked for all the same.</summary>
    [Fact]
    public void The_system_knows_that_large_pages_are_wanted()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "this system has no large pages to ask for");
        byte[] memory = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
        nint start = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        LargePages.Advise(start, Length);

        // In smaps a line of addresses begins what is told of a range; "hg" among its flags is the advice.
        bool inside = false;
        bool advised = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2 && nint.TryParse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nint begin))
            {
                nint end = nint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                inside = begin <= start + (Length / 2) && start + (Length / 2) < end;
            }
            else if (inside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                advised = line.Split(' ').Contains("hg");
            }
        }

        GC.KeepAlive(memory);
        Assert.True(advised);
    }
}
