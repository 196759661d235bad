using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Data;
using K2Sharp.Training.Optimizers;
using static TorchSharp.torch;

namespace K2Sharp.Training.Model;

/// <summary>Makes parameters from a seed and keeps the list of them, in the order of their making.</summary>
internal sealed class ParameterFactory(K2Config config, ulong seed)
{
    private readonly TaskRandom _random = new(seed);
    private readonly List<Parameter> _parameters = [];
    private readonly List<(string Name, Tensor Bias)> _biases = [];

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Tensors that are state but have no gradient, with their published names.</summary>
    public IReadOnlyList<(string Name, Tensor Bias)> Biases => _biases;

    /// <summary>A hidden matrix [rows, columns], normal with variance 1 / columns.</summary>
    public Parameter Matrix(string module, int rows, int columns) =>
        Add(TensorNames.Weight(module), Normal([rows, columns], 1 / Math.Sqrt(columns)), UpdateRule.Muon);

    /// <summary>A matrix that writes into the residual stream, smaller by the square root of the number of writers.</summary>
    public Parameter Output(string module, int rows, int columns) =>
        Add(TensorNames.Weight(module), Normal([rows, columns], OutputScale(columns)), UpdateRule.Muon);

    public Parameter Router(string module, int rows, int columns) =>
        Add(TensorNames.Weight(module), Normal([rows, columns], 1 / Math.Sqrt(columns)), UpdateRule.AdamW);

    public Parameter Embedding(string module, double deviation) =>
        Add(TensorNames.Weight(module), Normal([config.VocabSize, config.HiddenSize], deviation), UpdateRule.AdamW);

    public Parameter Norm(string module, int width) => Add(TensorNames.Weight(module), ones(width), UpdateRule.AdamW);

    public Tensor Bias(string name, int width)
    {
        Tensor bias = zeros(width).DetachFromDisposeScope();
        _biases.Add((name, bias));
        return bias;
    }

    /// <summary>A stack [experts, rows, columns].</summary>
    public Parameter Experts(int layer, string projection, int experts, int rows, int columns)
    {
        double scale = projection == TensorNames.DownProj ? OutputScale(columns) : 1 / Math.Sqrt(columns);
        var parameter = new Parameter(StackName(layer, projection), Normal([experts, rows, columns], scale), UpdateRule.Muon, isExpert: true);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>The name of a stack of experts, which is written as one published tensor per expert.</summary>
    public static string StackName(int layer, string projection) => $"{TensorNames.Layer(layer)}.mlp.experts.{projection}";

    /// <summary>The published name of one expert of a stack.</summary>
    public static string ExpertName(string stackName, int expert)
    {
        int projection = stackName.LastIndexOf('.');
        return TensorNames.Weight($"{stackName[..projection]}.{expert}{stackName[projection..]}");
    }

    private double OutputScale(int columns) => 1 / Math.Sqrt(columns * 2.0 * config.NumHiddenLayers);

    private Parameter Add(string name, Tensor master, UpdateRule rule)
    {
        var parameter = new Parameter(name, master, rule);
        _parameters.Add(parameter);
        return parameter;
    }

    // Box-Muller over our own stream: the same weights on every platform and version.
    private Tensor Normal(long[] shape, double deviation)
    {
        float[] values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return tensor(values, shape);
    }
}
