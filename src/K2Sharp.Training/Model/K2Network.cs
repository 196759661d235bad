using K2Sharp.Inference.Checkpoints;
using K2Sharp.Training.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace K2Sharp.Training.Model;

/// <summary>The whole model on TorchSharp: the architecture that the engine runs, with gradients.</summary>
internal sealed class K2Network : IDisposable
{
    private readonly Parameter _embedding;
    private readonly Parameter _finalNorm;
    private readonly Parameter _head;
    private readonly DecoderLayer[] _layers;
    private RotaryTable _rotary;

    public K2Network(K2Config config, ulong seed)
    {
        Config = config;
        _rotary = new RotaryTable(config);
        var make = new ParameterFactory(config, seed);
        _embedding = make.Embedding(TensorNames.Embedding, deviation: 0.3);
        _layers = new DecoderLayer[config.NumHiddenLayers];
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new DecoderLayer(config, make, i);
        }

        _finalNorm = make.Norm(TensorNames.FinalNorm, config.HiddenSize);
        _head = make.Embedding(TensorNames.LmHead, deviation: 0.5 / Math.Sqrt(config.HiddenSize));
        Parameters = make.Parameters;
        Biases = make.Biases;
    }

    /// <summary>The dimensions; the rotary scaling changes when the long-context phase begins.</summary>
    public K2Config Config { get; private set; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The routers' selection biases by their published names.</summary>
    public IReadOnlyList<(string Name, Tensor Bias)> Biases { get; }

    /// <summary>Whether attention runs on our own kernel; otherwise on libtorch, which every processor has.</summary>
    public bool UsesOwnAttention { get; init; } = CausalAttention.IsAvailable;

    /// <summary>The attention of each layer, for QK-Clip.</summary>
    public IEnumerable<LatentAttention> Attentions => _layers.Select(layer => layer.Attention);

    /// <summary>The router biases by layer; null for dense layers.</summary>
    public IEnumerable<Tensor?> LayerBiases => _layers.Select(layer => layer.Experts?.Bias);

    /// <summary>Changes the positions' encoding: plain, or YaRN for long contexts.</summary>
    public void UseConfig(K2Config config)
    {
        _rotary.Dispose();
        _rotary = new RotaryTable(config);
        Config = config;
    }

    /// <summary>The logits of the batch's rows, [rows, vocabulary].</summary>
    /// <param name="batch">The documents.</param>
    /// <param name="observed">Which document's attention scores are observed where libtorch attends, counted round.</param>
    /// <param name="context">What was observed on the way.</param>
    public Tensor Forward(RaggedBatch batch, int observed, out ForwardContext context)
    {
        context = new ForwardContext(Config, batch, _rotary, UsesOwnAttention ? null : new LibtorchAttention(observed));
        using Tensor ids = tensor(batch.Ids);
        Tensor x = _embedding.Forward.index_select(0, ids);
        using Tensor rows = tensor(batch.Rows);
        foreach (DecoderLayer layer in _layers)
        {
            // What the last layer's experts would add to a token that predicts nothing, nobody reads.
            x = layer.Forward(x, context, layer == _layers[^1] ? rows : null);
        }

        return linear(RmsNorm.Apply(x, _finalNorm.Forward, Config.RmsNormEps), _head.Forward);
    }

    public void Dispose()
    {
        _rotary.Dispose();
        foreach (Parameter parameter in Parameters)
        {
            parameter.Dispose();
        }

        foreach ((_, Tensor bias) in Biases)
        {
            bias.Dispose();
        }
    }
}
