using K2Sharp.Inference.Cache;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;

namespace K2Sharp.Benchmarks;

/// <summary>What one layer's attention costs a single token at the end of a context, with real head sizes: walked through by groups of heads, and split over the context.</summary>
internal static class AttentionTable
{
    private const int Passes = 15;
    private const int PromptPasses = 5;
    private static readonly int[] s_heads = [4, 64];
    private static readonly (int Heads, int Context, int Tokens)[] s_prompts = [(4, 512, 512), (4, 4096, 256), (4, 4096, 512), (4, 16_384, 512), (4, 16_384, 2048), (64, 4096, 512)];
    private static readonly int[] s_contexts = [4096, 32_768, 131_072];

    public static void Print(TextWriter output)
    {
        output.WriteLine($"{CpuFeatures.Description}, {Environment.ProcessorCount} processors; a bfloat16 cache of 576 values per token; medians of {Passes}");
        output.WriteLine("heads context threads   GB/s of reads   whole ms   split ms   ratio   split GB/s of cache   split GFLOP/s");
        foreach (int threads in (int[])[1, Environment.ProcessorCount])
        {
            using var pool = new WorkerPool(threads);
            foreach (int heads in s_heads)
            {
                foreach (int context in s_contexts)
                {
                    PrintRow(output, pool, heads, context);
                }
            }
        }
    }

    /// <summary>What a step of a prompt costs at the end of a context, in one layer, whose keys and values are made from the latents anew.</summary>
    public static void PrintPrompts(TextWriter output)
    {
        output.WriteLine($"{CpuFeatures.Description}, {Environment.ProcessorCount} processors; prompts with keys and values made from a bfloat16 cache; medians of {PromptPasses}");
        output.WriteLine("heads context tokens threads         ms   GFLOP/s   attention alone, % of the operations");
        foreach (int threads in (int[])[1, Environment.ProcessorCount])
        {
            using var pool = new WorkerPool(threads);
            foreach ((int heads, int context, int tokens) in s_prompts)
            {
                using var fixture = new AttentionFixture(heads, context, threads, tokens);
                fixture.RunPrompt(pool);
                double seconds = MedianSeconds(() => fixture.RunPrompt(pool));
                double pairs = (double)tokens * (context - ((tokens - 1) / 2.0));
                double products = 2.0 * heads * pairs * (AttentionFixture.NoPosition + AttentionFixture.Rope + AttentionFixture.Value);
                double expansion = 2.0 * heads * context * AttentionFixture.Latent * (AttentionFixture.NoPosition + AttentionFixture.Value);
                output.WriteLine(
                    $"{heads,5} {context,7} {tokens,6} {threads,7} {1e3 * seconds,10:F2} {(products + expansion) / seconds / 1e9,9:F0} {100 * products / (products + expansion),8:F0}");
            }
        }
    }

    private static void PrintRow(TextWriter output, WorkerPool pool, int heads, int context)
    {
        double bandwidth = MemoryBandwidth.Measure(CpuFeatures.Best, pool, TimeProvider.System);
        using var fixture = new AttentionFixture(heads, context, pool.Threads);
        double[] whole = new double[Passes];
        double[] split = new double[Passes];
        fixture.Run(pool, split: false);
        fixture.Run(pool, split: true);
        for (int pass = 0; pass < Passes; pass++)
        {
            whole[pass] = Seconds(() => fixture.Run(pool, split: false));
            split[pass] = Seconds(() => fixture.Run(pool, split: true));
        }

        Array.Sort(whole);
        Array.Sort(split);
        double seconds = split[Passes / 2];
        var layout = new CacheLayout(1, AttentionFixture.Latent, AttentionFixture.Rope, CacheFormat.BFloat16);
        double flops = 2.0 * heads * context * (layout.Width + layout.Latent);
        output.WriteLine(
            $"{heads,5} {context,7} {pool.Threads,7} {bandwidth,15:F1} {1e3 * whole[Passes / 2],10:F2} {1e3 * seconds,10:F2} {whole[Passes / 2] / seconds,7:F2} {context * (double)layout.EntryBytes / seconds / 1e9,21:F1} {flops / seconds / 1e9,15:F0}");
    }

    private static double MedianSeconds(Action action)
    {
        double[] seconds = [.. Enumerable.Range(0, PromptPasses).Select(_ => Seconds(action)).Order()];
        return seconds[PromptPasses / 2];
    }

    private static double Seconds(Action action)
    {
        long begin = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
    }
}
