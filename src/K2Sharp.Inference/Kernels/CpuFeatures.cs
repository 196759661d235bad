using System.Runtime.Intrinsics.X86;

namespace K2Sharp.Inference.Kernels;

/// <summary>The only place that asks the processor what it can do; everything else is told a <see cref="KernelPath"/>, or asks here how memory is best read, which changes no result.</summary>
internal static class CpuFeatures
{
    private static readonly bool s_avx2 = Avx2.IsSupported && Fma.IsSupported;

    // VL is not needed by the kernels themselves, but no processor has F, BW and DQ without it that .NET would run well on.
    private static readonly bool s_avx512 = s_avx2 && Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    /// <summary>Dot products of bytes in 256-bit vectors: part of the AVX2 path where it is there, since it changes no bit of a result.</summary>
    public static bool HasAvxVnni { get; } = s_avx2 && AvxVnni.IsSupported;

    /// <summary>The fastest path of this processor.</summary>
    public static KernelPath Best { get; } = s_avx512 ? KernelPath.Avx512 : s_avx2 ? KernelPath.Avx2 : KernelPath.Scalar;

    /// <summary>What the processor offers, for reports: for example "AVX2+FMA, AVX-512 F+BW+DQ".</summary>
    public static string Description { get; } =
        s_avx512 ? "AVX2+FMA, AVX-512 F+BW+DQ" : s_avx2 ? "AVX2+FMA" : "no vector extensions that the kernels use";

    /// <summary>
    /// Whether the processor follows several streams of memory by itself, so that asking ahead only gets in its way: AMD's families from 1Ah (Zen 5) on, the only ones where
    /// that was measured (docs/performance.md, "Four streams").
    /// </summary>
    public static bool FollowsStreams { get; } = X86Base.IsSupported && IsAmd() && Family() >= 0x1A;

    public static bool IsSupported(KernelPath path) => path switch
    {
        KernelPath.Scalar => true,
        KernelPath.Avx2 => s_avx2,
        KernelPath.Avx512 => s_avx512,
        _ => false,
    };

    /// <summary>Checks a forced path before any kernel runs on it.</summary>
    /// <exception cref="KernelUnavailableException">The processor lacks it.</exception>
    public static void Require(KernelPath path)
    {
        if (!IsSupported(path))
        {
            throw new KernelUnavailableException(
                $"The {Name(path)} kernels are not supported by this processor ({Description}); use {Name(Best)} or leave the choice out.");
        }
    }

    /// <summary>The name of a path on the command line.</summary>
    public static string Name(KernelPath path) => path switch
    {
        KernelPath.Scalar => "scalar",
        KernelPath.Avx2 => "avx2",
        KernelPath.Avx512 => "avx512",
        _ => $"unknown ({(int)path})",
    };

    /// <summary>"AuthenticAMD", four letters to a register.</summary>
    private static bool IsAmd() => X86Base.CpuId(0, 0) is (_, 0x68747541, 0x444D4163, 0x69746E65);

    private static int Family()
    {
        int signature = X86Base.CpuId(1, 0).Eax;
        return ((signature >> 8) & 0xF) + ((signature >> 20) & 0xFF);
    }
}
