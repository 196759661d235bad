using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;

namespace K2Sharp.Cli.Tests.Hosting;

public sealed class ModelArgumentsTests
{
    [Fact]
    public void What_the_command_line_does_not_say_stays_as_the_configuration_has_it()
    {
        K2Options options = Configured();
        Apply(options);
        Assert.Equal(("/from/configuration", ActivationPrecision.Float32, DenseWeights.Int8, 2e-6f), (options.ModelPath, options.Activations, options.DenseWeights, options.LatentNormEps));
        Assert.Equal((3, 1L << 30, true, KernelPath.Scalar), (options.Threads, options.Memory, options.Numa, options.Kernels));
    }

    [Fact]
    public void What_it_says_counts()
    {
        K2Options options = Configured();
        Apply(options, "--model", "/typed", "--activations", "int16", "--dense", "bfloat16", "--latent-norm-eps", "1e-6", "--threads", "1", "--memory", "2GB");
        Assert.Equal(("/typed", ActivationPrecision.Int16, DenseWeights.BFloat16, 1e-6f), (options.ModelPath, options.Activations, options.DenseWeights, options.LatentNormEps));
        Assert.Equal((1, true), (options.Threads, options.Numa));
        Assert.True(options.Memory > 1L << 30);
    }

    private static K2Options Configured() => new()
    {
        ModelPath = "/from/configuration",
        Kernels = KernelPath.Scalar,
        Threads = 3,
        Activations = ActivationPrecision.Float32,
        DenseWeights = DenseWeights.Int8,
        LatentNormEps = 2e-6f,
        Memory = 1L << 30,
        Numa = true,
    };

    private static void Apply(K2Options options, params string[] line)
    {
        var arguments = new ModelArguments();
        var command = new Command("verb");
        arguments.AddTo(command);
        arguments.Apply(command.Parse(line), new CliHost(Stream.Null, Stream.Null, Stream.Null), options);
    }
}
