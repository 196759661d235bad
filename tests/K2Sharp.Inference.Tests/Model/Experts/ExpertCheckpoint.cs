using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Model;
using K2Sharp.Inference.Model.Experts;
using K2Sharp.Inference.Tests.Checkpoints;

namespace K2Sharp.Inference.Tests.Model.Experts;

/// <summary>An open checkpoint with what tests of a memory budget need to know of it. The hot set lies in a folder of its own.</summary>
internal sealed class ExpertCheckpoint : IDisposable
{
    private static readonly ModelOptions s_options = new() { Threads = 2, MaxStepTokens = 64 };

    private readonly TestCheckpoint? _files;
    private readonly TemporaryFolder _state = new();
    private readonly ModelWeights _weights;

    public ExpertCheckpoint(K2Config config, Func<string, WeightFormat>? format = null)
        : this(new TestCheckpoint(config, seed: 11, format), null)
    {
    }

    public ExpertCheckpoint(string directory)
        : this(null, directory)
    {
    }

    private ExpertCheckpoint(TestCheckpoint? files, string? directory)
    {
        _files = files;
        Checkpoint = Checkpoint.Open(files?.DirectoryPath ?? directory!);
        _weights = ModelWeights.Bind(Checkpoint);
        Settings = new ExpertSettings { CacheShare = _ => 0, HotFiles = [HotFile], ReadBytes = ExpertPlace.Alignment };
        Catalog = new ExpertCatalog(_weights, Checkpoint, Settings.ReadBytes);
    }

    public Checkpoint Checkpoint { get; }

    public ExpertCatalog Catalog { get; }

    /// <summary>No part of the budget is for the cache, and small experts take several reads.</summary>
    public ExpertSettings Settings { get; }

    public string HotFile => _state.File("hot.json");

    public ExpertWeights Mapped(int layer, int expert) => _weights.Layers[layer].Moe!.Experts[expert];

    public ModelMemory Memory(long bufferBytes) => ModelMemory.Of(_weights, bufferBytes);

    /// <summary>A model with memory for so many experts; null for all, mapped.</summary>
    public K2Model Load(int? slots, ModelOptions? options = null, ExpertSettings? settings = null)
    {
        options ??= s_options;
        K2Model mapped = K2Model.Load(Checkpoint, options);
        if (slots is not { } count)
        {
            return mapped;
        }

        long buffers = mapped.BufferBytes;
        mapped.Dispose();
        return LoadBudgeted(count, buffers, options, settings);
    }

    /// <summary>The same for a checkpoint that no model has been loaded from yet: one with all of it mapped would have asked for large pages everywhere.</summary>
    public K2Model LoadBudgeted(int slots, long bufferBytes, ModelOptions? options = null, ExpertSettings? settings = null)
    {
        options = (options ?? s_options) with { Memory = MemoryPlan.ProcessBytes + Memory(bufferBytes).DenseBytes + bufferBytes + (slots * Catalog.SlotBytes) };
        K2Model model = K2Model.Load(Checkpoint, options, settings ?? Settings);
        Assert.Equal(slots, model.Experts?.Slots);
        return model;
    }

    public void Dispose()
    {
        Checkpoint.Dispose();
        _files?.Dispose();
        _state.Dispose();
    }
}
