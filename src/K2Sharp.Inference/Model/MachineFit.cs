using K2Sharp.Inference.Checkpoints;
using K2Sharp.Inference.Kernels;
using K2Sharp.Inference.Kernels.Nodes;
using K2Sharp.Inference.Model.Experts;

namespace K2Sharp.Inference.Model;

/// <summary>
/// Fits a model to the machine that it is loaded on: which NUMA nodes share the work, whether all weights fit into memory, and where they lie in it. Notes what
/// is worth knowing of that.
/// </summary>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="weights">Its weights.</param>
/// <param name="size">The model's dimensions.</param>
/// <param name="options">What was asked for.</param>
internal sealed class MachineFit(Checkpoint checkpoint, ModelWeights weights, ModelDimensions size, ModelOptions options)
{
    // Of a budget, whoever makes caches of single sequences gets room for so many float32 tokens.
    private const int UnplannedCacheTokens = 4096;

    // At the border of two nodes half a page is with the wrong one, on average.
    private const int PagesPerNode = 16;

    private readonly List<string> _notes = [];

    /// <summary>In one line each; empty when all weights are mapped and nothing is odd.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>What the cache may come to take, in bytes, by the memory budget; null without one.</summary>
    public long? CacheBytes { get; private set; }

    /// <summary>The division of threads and work, if it was asked for; null on a machine of one node.</summary>
    public NodePlan? FindNodes(int threads, ThreadSettings settings)
    {
        if (!options.Numa)
        {
            return null;
        }

        IReadOnlyList<MachineNode> nodes = MachineNodes.Read(settings.NodeFolder, ThreadAffinity.OfProcess());
        if (nodes.Count > 1)
        {
            return new NodePlan(nodes, threads);
        }

        _notes.Add("this machine has one NUMA node (or lets this process use one), so the numa option changes nothing");
        return null;
    }

    /// <summary>Slots for experts where a budget, or the memory that is free, does not hold all weights; null where it does.</summary>
    public ExpertStore? OpenExperts(ExpertSettings settings, long bufferBytes)
    {
        var catalog = new Lazy<ExpertCatalog>(() => new ExpertCatalog(weights, checkpoint, settings.ReadBytes));
        int cacheTokens = Math.Min(UnplannedCacheTokens, size.Config.MaxPositionEmbeddings);
        MemoryPlan plan = MemoryPlan.Divide(
            ModelMemory.Of(weights, bufferBytes),
            catalog,
            size.Experts == 0 ? 0 : size.ExpertsPerToken,
            (long)cacheTokens * size.Config.NumHiddenLayers * size.CacheWidth * sizeof(float),
            options.Memory,
            settings);
        CacheBytes = plan.CacheBytes;
        if (plan.Slots is not { } slots)
        {
            return null;
        }

        _notes.Add($"{slots} of {catalog.Value.Places.Length} experts fit into memory; the others are read from disk when they are needed");
        return new ExpertStore(catalog.Value, checkpoint, slots, settings, _notes);
    }

    /// <summary>
    /// Has the system read and keep in large pages what stays mapped. By itself it reads as far ahead as the disk is set to (128 KB on most) and maps that in small pages,
    /// of which every 4 KB want an address translation of their own.
    /// </summary>
    /// <param name="nodes">The nodes that divide the rows of every matrix; null for one. A page belongs to one of them, so only what has many pages for each gets large ones.</param>
    /// <param name="areAllMapped">Whether no experts are read when they are needed: those lie between the others, and the system reads a page or two of them along.</param>
    public void AskForLargePages(NodePlan? nodes, bool areAllMapped)
    {
        if (nodes is null && areAllMapped)
        {
            checkpoint.UseLargePages();
            return;
        }

        long least = LargePages.Bytes * (nodes is null ? 1L : PagesPerNode * nodes.Nodes.Count);
        foreach (WeightMatrix matrix in weights.OfEveryToken.Where(matrix => matrix.ByteCount >= least))
        {
            matrix.UseLargePages();
        }
    }

    /// <summary>Reads all weights into the memory of the nodes that will multiply them.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="areAllMapped">Whether no experts are read when they are needed.</param>
    /// <param name="watch">Told how far it is, and asked whether to go on; null for neither.</param>
    public void Place(NodePlan nodes, bool areAllMapped, LoadWatch? watch)
    {
        if (!areAllMapped)
        {
            throw new ArgumentException("only weights that are all in memory can be divided among NUMA nodes, and these do not fit: leave the numa option out, or give a larger memory budget");
        }

        long bytes = PagePlacement.Run(PlacedMatrix.Of(weights, size), nodes, watch?.Progress, watch?.Cancellation ?? CancellationToken.None);
        _notes.Add($"{bytes / 1e9:F2} GB of weights are divided among {nodes.Nodes.Count} NUMA nodes; those that were in the system's file cache before stay where they were");
    }
}
