using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>Which weights the int8 side file holds.</summary>
internal static class DensePlan
{
    /// <summary>The weights of a checkpoint that are converted, in the order of the side file.</summary>
    /// <remarks>A checkpoint may hold some of them as INT4, whatever its config says; these stay as they are.</remarks>
    public static IEnumerable<PlannedWeight> Of(Checkpoint checkpoint) =>
        All(checkpoint.Config).Where(weight => Covers(weight) && !checkpoint.Contains(TensorNames.Packed(weight.Module)));

    /// <summary>
    /// Whether a weight is converted. kv_b_proj is not, since absorbed attention multiplies it from both sides; nor is the head where it is the embedding,
    /// whose rows are looked up; nor a matrix whose columns are no multiple of a group.
    /// </summary>
    public static bool Covers(PlannedWeight weight) =>
        weight.Kind == WeightKind.Linear
        && weight.Part is ModelPart.Attention or ModelPart.DenseMlp or ModelPart.SharedExperts or ModelPart.OutputHead
        && !weight.Module.EndsWith(TensorNames.KvBProj, StringComparison.Ordinal)
        && weight.Columns % WeightMatrix.GroupSize == 0;

    private static IEnumerable<PlannedWeight> All(K2Config config) => Enumerable.Range(0, config.NumHiddenLayers)
        .SelectMany(layer => TensorPlan.Backbone(config, layer))
        .Concat(TensorPlan.OutsideLayers(config));
}
