using K2Sharp.Inference.Checkpoints;
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

    /// <summary>Sets the network's masters and biases.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Tensors by published names; others than the network's do no harm.</param>
    /// <param name="source">Where they come from, for the error.</param>
    /// <exception cref="TrainingException">A tensor is missing or has another size.</exception>
    public static void Put(K2Network network, NamedWeights weights, string source)
    {
        foreach (NamedTensor own in Of(network).Tensors)
        {
            if (weights.Find(own.Name) is not { } other || !other.Shape.SequenceEqual(own.Shape))
            {
                throw new TrainingException($"{source} has no tensor {own.Name} of shape {TensorTypes.Format(own.Shape)}: it is of other dimensions than the recipe");
            }
        }

        foreach (Parameter parameter in network.Parameters)
        {
            Span<float> master = TensorMemory.Floats(parameter.Master);
            if (!parameter.IsExpert)
            {
                weights.Get(parameter.Name).Values.CopyTo(master);
                continue;
            }

            int experts = (int)parameter.Master.shape[0];
            int size = master.Length / experts;
            for (int expert = 0; expert < experts; expert++)
            {
                weights.Get(ParameterFactory.ExpertName(parameter.Name, expert)).Values.CopyTo(master.Slice(expert * size, size));
            }
        }

        foreach ((string name, Tensor bias) in network.Biases)
        {
            weights.Get(name).Values.CopyTo(TensorMemory.Floats(bias));
        }
    }
}
