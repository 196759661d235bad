using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Inference.Tests.Model;

public sealed class KernelSpeedTests
{
    [Theory]
    [InlineData((int)WeightFormat.BFloat16, 1)]
    [InlineData((int)WeightFormat.Int4Group32, 1)]
    [InlineData((int)WeightFormat.Int4Group32, 5)]
    public void Every_format_and_precision_is_measured(int format, int tokens)
    {
        using var pool = new WorkerPool(2);
        foreach (KernelPath path in Enum.GetValues<KernelPath>().Where(CpuFeatures.IsSupported))
        {
            foreach (ActivationPrecision precision in Enum.GetValues<ActivationPrecision>())
            {
                Assert.True(KernelSpeed.Measure(path, (WeightFormat)format, precision, pool, TimeProvider.System, tokens, columns: 160, bytes: 1 << 16, passes: 1) > 0);
            }
        }
    }
}
