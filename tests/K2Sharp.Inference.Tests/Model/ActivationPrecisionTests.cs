using System.Runtime.InteropServices;
using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.TestData;

namespace K2Sharp.Inference.Tests.Model;

/// <summary>What integer activations cost on the golden model, beside what bfloat16 ones cost, which the published model is made for.</summary>
public sealed class ActivationPrecisionTests(ITestOutputHelper output)
{
    [Fact]
    public void Int16_moves_logits_less_than_rounding_the_experts_inputs_to_bfloat16_does()
    {
        using var checkpoint = Checkpoint.Open(SharedData.MiniModel);
        double bfloat16 = 0;
        double int16 = 0;
        double int8 = 0;
        var exact = new ReferenceModel(checkpoint);
        var rounded = new ReferenceModel(checkpoint) { RoundsExpertInputs = ToBFloat16 };
        foreach (int prompt in (int[])[0, 3, 5])
        {
            int[] tokens = Tokens(prompt);
            double[] expected = [.. exact.Logits(tokens).SelectMany(row => row)];
            double[] inBFloat16 = [.. rounded.Logits(tokens).SelectMany(row => row)];
            float[] inFloat32 = Logits(checkpoint, ActivationPrecision.Float32, tokens);
            bfloat16 = Math.Max(bfloat16, LargestError(expected, inBFloat16));
            int16 = Math.Max(int16, LargestError(inFloat32, Logits(checkpoint, ActivationPrecision.Int16, tokens)));
            int8 = Math.Max(int8, LargestError(inFloat32, Logits(checkpoint, ActivationPrecision.Int8, tokens)));
        }

        output.WriteLine($"largest logit error: int16 {int16:G3}, bfloat16 {bfloat16:G3}, int8 {int8:G3}");
        Assert.InRange(int16, double.Epsilon, bfloat16 / 10);
        Assert.True(int8 > int16, $"{int8} {int16}");
    }

    private static double LargestError<TNumber>(TNumber[] expected, TNumber[] actual)
        where TNumber : IConvertible
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual).Max(pair => Math.Abs(
            pair.First.ToDouble(provider: null) - pair.Second.ToDouble(provider: null)));
    }

    private static float[] Logits(Checkpoint checkpoint, ActivationPrecision activations, int[] tokens)
    {
        using K2Model model = K2Model.Load(checkpoint, new ModelOptions { Threads = 1, Activations = activations });
        Assert.Equal(activations, model.Activations);
        float[] logits = new float[tokens.Length * model.Config.VocabSize];
        model.Forward(model.CreateCache(), tokens, logits, TestContext.Current.CancellationToken);
        return logits;
    }

    private static double ToBFloat16(double value)
    {
        uint bits = BitConverter.SingleToUInt32Bits((float)value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }

    private static int[] Tokens(int prompt)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(SharedData.MiniModel, "expected.safetensors"));
        return MemoryMarshal.Cast<byte, int>(golden.View(golden.Find($"prompt{prompt}.tokens")).Bytes).ToArray();
    }
}
