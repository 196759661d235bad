using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>The four bfloat16 scales of a block of INT4 weights, each in the four lanes of its group's words, as floats.</summary>
internal static unsafe class Int4ScaleSpread
{
    /// <summary>What <see cref="Of(ushort*, Vector512{byte})"/> is given; name it before the loop.</summary>
    public static Vector512<byte> Pattern512 => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(Pattern));

    /// <summary>The pattern of a block's first two groups.</summary>
    public static Vector256<byte> FirstPattern256 => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Pattern));

    /// <summary>The pattern of a block's last two groups.</summary>
    public static Vector256<byte> SecondPattern256 => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Pattern), (nuint)Vector256<byte>.Count);

    /// <summary>Byte 2 and 3 of lane j take the bfloat16 scale of the lane's group j / 4; 0x80 makes a zero.</summary>
    private static ReadOnlySpan<byte> Pattern =>
    [
        0x80, 0x80, 0, 1, 0x80, 0x80, 0, 1, 0x80, 0x80, 0, 1, 0x80, 0x80, 0, 1,
        0x80, 0x80, 2, 3, 0x80, 0x80, 2, 3, 0x80, 0x80, 2, 3, 0x80, 0x80, 2, 3,
        0x80, 0x80, 4, 5, 0x80, 0x80, 4, 5, 0x80, 0x80, 4, 5, 0x80, 0x80, 4, 5,
        0x80, 0x80, 6, 7, 0x80, 0x80, 6, 7, 0x80, 0x80, 6, 7, 0x80, 0x80, 6, 7,
    ];

    /// <summary>All 16 lanes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(ushort* four, Vector512<byte> pattern) =>
        Avx512BW.Shuffle(Vector512.Create(Unsafe.ReadUnaligned<ulong>(four)).AsByte(), pattern).AsSingle();

    /// <summary>Eight lanes of a block, those of the pattern.</summary>
    /// <param name="four">All four scales of the block.</param>
    /// <param name="pattern">The first or second half's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(ushort* four, Vector256<byte> pattern) =>
        Avx2.Shuffle(Vector256.Create(Unsafe.ReadUnaligned<ulong>(four)).AsByte(), pattern).AsSingle();
}
