using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>Asks for memory before it is read: what computes on it later does not wait. Changes no result, and addresses need not be valid.</summary>
internal static unsafe class Prefetch
{
    private const int LineBytes = 64;

    /// <summary>
    /// How far ahead products ask for weights: from memory into the second-level cache, which can wait for many lines, and from there into the first, which can wait
    /// for few. Asked of the first cache alone, those few are all that is under way: on a Zen 4 that was 15 GB/s of 22 for one thread, and 17 without asking at all.
    /// </summary>
    private const int FarBytes = 6144;

    /// <summary>
    /// The same for products of four rows at once, in each of them. What is asked for behind the last row of an item is another thread's to multiply and fetched for nothing:
    /// with four adjacent rows and 6 KB in each that was a tenth of an item of 256 KB. With four streams it has not been measured again.
    /// </summary>
    private const int FarBytesOfFour = 3072;

    private const int NearBytes = 512;

    /// <summary>What a product that has begun asks for by itself lies behind this.</summary>
    private const int BeginningBytes = 2048;

    /// <summary>
    /// Fetches the beginning of a row that is multiplied soon: products ask ahead of where they are, so only their first lines come as late as they are needed.
    /// </summary>
    public static void Row(KernelPath path, in WeightMatrix w, int row)
    {
        byte* first = (byte*)w.Data + (row * w.Format.RowBytes(w.Columns));
        Apply(path, (float*)first, BeginningBytes / sizeof(float));
        if (w.Scales != null)
        {
            Apply(path, (float*)(w.Scales + (row * w.Format.RowScales(w.Columns))), 2 * LineBytes / sizeof(float));
        }
    }

    /// <summary>Inside a product of four rows that uses vectors, each of which is read from end to end and the row behind it next: at the beginning of a cache line, fetches what comes some way behind it in each of them.</summary>
    /// <param name="w0">The first row.</param>
    /// <param name="w1">The second row.</param>
    /// <param name="w2">The third row.</param>
    /// <param name="w3">The fourth row.</param>
    /// <param name="offset">Where the product is, in bytes of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourRows(byte* w0, byte* w1, byte* w2, byte* w3, long offset)
    {
        if ((offset & (LineBytes - 1)) != 0)
        {
            return;
        }

        long ahead = offset + FarBytesOfFour;
        Sse.Prefetch1(w0 + ahead);
        Sse.Prefetch1(w1 + ahead);
        Sse.Prefetch1(w2 + ahead);
        Sse.Prefetch1(w3 + ahead);
        ahead = offset + NearBytes;
        Sse.Prefetch0(w0 + ahead);
        Sse.Prefetch0(w1 + ahead);
        Sse.Prefetch0(w2 + ahead);
        Sse.Prefetch0(w3 + ahead);
    }

    /// <summary>Inside a product that reads a row from end to end and the next one behind it: fetches what comes some way behind a cache line. Past the end of a map that is ignored.</summary>
    /// <param name="line">Where the product is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(void* line)
    {
        Sse.Prefetch1((byte*)line + FarBytes);
        Sse.Prefetch0((byte*)line + NearBytes);
    }

    /// <summary>The same for INT4 codes, and far ahead for their scales, which take an eighth of their bytes.</summary>
    /// <param name="codes">Where the product is among the codes.</param>
    /// <param name="scales">Where it is among the scales.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(byte* codes, ushort* scales)
    {
        Stream(codes);
        Sse.Prefetch1((byte*)scales + (FarBytes / 8));
    }

    /// <summary>Where products with a matrix's rows ask ahead when they come to one of them: in the first half of <see cref="WeightMatrix.Ahead"/>.</summary>
    /// <param name="w">The matrix.</param>
    /// <param name="row">The row.</param>
    /// <param name="cached">What to ask for where nothing is known that will be read soon: something that is in the cache.</param>
    public static byte* AheadOfRow<TElement>(in WeightMatrix w, int row, float* cached)
        where TElement : struct, IDenseElement =>
        w.Ahead == null ? (byte*)cached : w.Ahead + ((long)row * w.Columns * TElement.Size / 2);

    /// <summary>The same for products with its columns: in the second half.</summary>
    public static byte* AheadOfColumn<TElement>(in WeightMatrix w, int column, float* cached)
        where TElement : struct, IDenseElement =>
        w.Ahead == null ? (byte*)cached : w.Ahead + (((long)w.Rows * w.Columns * TElement.Size / 2) + ((long)w.Rows * column * TElement.Size / 2));

    /// <summary>
    /// Inside a product that takes 64 elements in a step: fetches half as many bytes of <see cref="WeightMatrix.Ahead"/>. Asked for a line or two at a time memory is not
    /// waited for; a core has few lines under way, so a burst would be.
    /// </summary>
    /// <param name="ahead">Where; 32 * <see cref="IDenseElement.Size"/> bytes further in the next step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half<TElement>(byte* ahead)
        where TElement : struct, IDenseElement
    {
        Sse.Prefetch1(ahead);
        if (TElement.Size * 32 > LineBytes)
        {
            Sse.Prefetch1(ahead + LineBytes);
        }
    }

    /// <summary>Fetches <paramref name="length"/> floats into the second-level cache.</summary>
    private static void Apply(KernelPath path, float* first, int length)
    {
        if (path == KernelPath.Scalar)
        {
            return;
        }

        for (long offset = 0; offset < (long)length * sizeof(float); offset += LineBytes)
        {
            Sse.Prefetch1((byte*)first + offset);
        }
    }
}
