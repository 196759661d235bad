using K2Sharp.Training.Export;
using K2Sharp.Training.Model;
using K2Sharp.Training.Quantization;
using static TorchSharp.torch;

namespace K2Sharp.Training.Runs;

/// <summary>The network's masters by their published names, stacks of experts taken apart.</summary>
internal static class NetworkWeights
{
    public static NamedWeights Of(K2Network network)
    {
        var weights = new NamedWeights();
        foreach (Parameter parameter in network.Parameters)
        {
            long[] shape = parameter.Master.shape;
            ReadOnlySpan<float> values = TensorMemory.Floats(parameter.Master);
            if (!parameter.IsExpert)
            {
                weights.Add(parameter.Name, shape, values.ToArray());
                continue;
            }

            int size = values.Length / (int)shape[0];
            for (int expert = 0; expert < shape[0]; expert++)
            {
                weights.Add(ParameterFactory.ExpertName(parameter.Name, expert), shape[1..], values.Slice(expert * size, size).ToArray());
            }
        }

        foreach ((string name, Tensor bias) in network.Biases)
        {
            weights.Add(name, bias.shape, TensorMemory.Floats(bias).ToArray());
        }

        return weights;
    }
}
