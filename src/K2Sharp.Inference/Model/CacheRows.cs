using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Model;

/// <summary>Writes and reads the entries of cache blocks in their format.</summary>
internal static unsafe class CacheRows
{
    /// <summary>Writes an entry.</summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="layout">Format and sizes.</param>
    /// <param name="row">[latent | rope], normalized and rotated.</param>
    /// <param name="entry">Where it goes.</param>
    public static void Store(KernelPath path, CacheLayout layout, float* row, byte* entry)
    {
        switch (layout.Format)
        {
            case CacheFormat.Float32:
                new ReadOnlySpan<float>(row, layout.Width).CopyTo(new Span<float>(entry, layout.Width));
                break;
            case CacheFormat.BFloat16:
                NarrowBf16.Apply(path, row, (ushort*)entry, layout.Width);
                break;
            default:
                float* scales = (float*)(entry + layout.Width);
                scales[0] = Int8Codes.Quantize(path, row, (sbyte*)entry, layout.Latent);
                scales[1] = Int8Codes.Quantize(path, row + layout.Latent, (sbyte*)entry + layout.Latent, layout.Rope);
                break;
        }
    }

    /// <summary>The first entries of one layer of a block as a matrix [entries, latent + rope] that kernels read.</summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="format">The entries' format.</param>
    /// <param name="latent">Values of the latent.</param>
    /// <param name="rope">Values of the position key.</param>
    /// <param name="first">The first entry.</param>
    /// <param name="entries">How many.</param>
    /// <param name="scratch">[entries, latent + rope], used where no kernel reads the format.</param>
    public static WeightMatrix Matrix(KernelPath path, CacheFormat format, int latent, int rope, byte* first, int entries, float* scratch)
        => format == CacheFormat.BFloat16
            ? new WeightMatrix((ushort*)first, entries, latent + rope)
            : new WeightMatrix(Floats(path, format, latent, rope, first, entries, scratch), entries, latent + rope);

    /// <summary>The first entries of one layer of a block as float32 [entries, latent + rope], in place where they are that.</summary>
    /// <param name="path">The instruction set.</param>
    /// <param name="format">The entries' format.</param>
    /// <param name="latent">Values of the latent.</param>
    /// <param name="rope">Values of the position key.</param>
    /// <param name="first">The first entry.</param>
    /// <param name="entries">How many.</param>
    /// <param name="scratch">[entries, latent + rope].</param>
    public static float* Floats(KernelPath path, CacheFormat format, int latent, int rope, byte* first, int entries, float* scratch)
    {
        int width = latent + rope;
        switch (format)
        {
            case CacheFormat.Float32:
                return (float*)first;
            case CacheFormat.BFloat16:
                WidenBf16.Apply(path, (ushort*)first, scratch, entries * width);
                return scratch;
            default:
                for (int i = 0; i < entries; i++)
                {
                    byte* entry = first + ((long)i * (width + (2 * sizeof(float))));
                    float* scales = (float*)(entry + width);
                    float* row = scratch + ((long)i * width);
                    Int8Codes.Dequantize(path, (sbyte*)entry, scales[0], row, latent);
                    Int8Codes.Dequantize(path, (sbyte*)entry + latent, scales[1], row + latent, rope);
                }

                return scratch;
        }
    }
}
