using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>
/// The mean of two exported models' weights, experts quantized again. Of a model and what further training made of it the mean often has what both can do
/// (Wortsman et al. 2022, "Model soups").
/// </summary>
internal static class MeanOfModels
{
    /// <summary>Writes the mean as a checkpoint with the first one's vocabulary.</summary>
    /// <param name="first">The folder of an exported model.</param>
    /// <param name="second">The folder of another of the same dimensions and vocabulary.</param>
    /// <param name="outDirectory">The folder to write.</param>
    /// <exception cref="CheckpointException">A model is missing or damaged, or they are not alike.</exception>
    public static void Write(string first, string second, string outDirectory)
    {
        NamedWeights others = ExportedWeights.Read(second);
        var mean = new NamedWeights();
        foreach (NamedTensor tensor in ExportedWeights.Read(first).Tensors)
        {
            if (others.Find(tensor.Name) is not { } other || !other.Shape.SequenceEqual(tensor.Shape))
            {
                throw new CheckpointException($"{second} has no tensor {tensor.Name} of the shape that it has in {first}: only models of the same dimensions have a mean");
            }

            mean.Add(tensor.Name, tensor.Shape, [.. tensor.Values.Zip(other.Values, (one, two) => (float)((0.5 * one) + (0.5 * two)))]);
        }

        CheckpointExporter.Write(K2Config.Load(first), mean, first, outDirectory, ExpertFormat.Int4);
    }
}
