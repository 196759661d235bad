using BenchmarkDotNet.Attributes;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Benchmarks;

/// <summary>One token (decode) and a batch (prefill) against weights in memory and in the second-level cache, one thread.</summary>
[Config(typeof(BandwidthConfig))]
public unsafe class MatrixRowsBenchmarks : IDisposable
{
    private MatrixFixture? _fixture;

    /// <summary>The kernel path; unsupported ones are left out.</summary>
    [ParamsSource(nameof(Paths))]
    public KernelPath Path { get; set; }

    /// <summary>The weights' format by name: the enum is internal.</summary>
    [Params("Int4Group32", "Int8Group32", "BFloat16")]
    public string Format { get; set; } = "";

    /// <summary>What INT4 weights are multiplied by; the other formats do not look at it.</summary>
    [Params(ActivationPrecision.Float32, ActivationPrecision.Int16, ActivationPrecision.Int8)]
    public ActivationPrecision Activations { get; set; }

    /// <summary>512 MiB stream from memory; 256 KiB stay in the cache.</summary>
    [Params(512L << 20, 256L << 10)]
    public long Bytes { get; set; }

    /// <summary>Tokens per call.</summary>
    [Params(1, 4)]
    public int Tokens { get; set; }

    /// <summary>The paths of this processor.</summary>
    public static IEnumerable<KernelPath> Paths => Enum.GetValues<KernelPath>().Where(CpuFeatures.IsSupported);

    /// <summary>Allocates the weights.</summary>
    [GlobalSetup]
    public void Setup() =>
        _fixture = new MatrixFixture(Path, Enum.Parse<WeightFormat>(Format), Activations, Bytes, Bytes < 1 << 20 ? 2048 : 7168, Tokens);

    /// <summary>One pass over all weights.</summary>
    [Benchmark]
    public void Multiply() => MatrixRows.Multiply(Path, _fixture!.Weights, 0, _fixture.Weights.Rows, _fixture.Batch, _fixture.Y, _fixture.Weights.Rows);

    /// <summary>Frees the weights.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _fixture?.Dispose();
        _fixture = null;
        GC.SuppressFinalize(this);
    }
}
