using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>All routed experts of a model. An expert's number counts through the layers that have any.</summary>
internal sealed class ExpertCatalog
{
    private readonly int[] _ordinals;

    /// <param name="weights">The model.</param>
    /// <param name="checkpoint">The checkpoint that its weights are mapped from.</param>
    /// <param name="readBytes">The longest read, a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
    public ExpertCatalog(ModelWeights weights, Checkpoint checkpoint, int readBytes)
    {
        PerLayer = checkpoint.Config.RoutedExperts;
        Layers = [.. Enumerable.Range(0, weights.Layers.Length).Where(layer => weights.Layers[layer].Moe is not null)];
        _ordinals = new int[weights.Layers.Length];
        Array.Fill(_ordinals, -1);
        for (int i = 0; i < Layers.Length; i++)
        {
            _ordinals[Layers[i]] = i;
        }

        Places = [.. Layers.SelectMany(layer => weights.Layers[layer].Moe!.Experts.Select(expert => new ExpertPlace(expert, checkpoint, readBytes)))];
        SlotBytes = Places.Length == 0 ? 0 : Places.Max(place => place.SlotBytes);
    }

    /// <summary>Routed experts of a layer.</summary>
    public int PerLayer { get; }

    /// <summary>The layers with experts, in order.</summary>
    public int[] Layers { get; }

    /// <summary>Every expert, by number.</summary>
    public ExpertPlace[] Places { get; }

    /// <summary>Bytes of a slot that any expert fits into.</summary>
    public long SlotBytes { get; }

    /// <summary>The number of an expert; negative if the layer has none.</summary>
    public int Number(int layer, int expert) => (uint)layer < (uint)_ordinals.Length && (uint)expert < (uint)PerLayer && _ordinals[layer] >= 0
        ? (_ordinals[layer] * PerLayer) + expert
        : -1;

    /// <summary>The layer and the index in it of an expert's number.</summary>
    public (int Layer, int Expert) Find(int number) => (Layers[number / PerLayer], number % PerLayer);
}
