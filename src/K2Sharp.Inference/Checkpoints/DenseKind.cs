namespace K2Sharp.Inference.Checkpoints;

/// <summary>What converting the weights of one kind came to.</summary>
/// <param name="Part">What they are for.</param>
/// <param name="Projection">Their module's last name, such as q_a_proj.</param>
/// <param name="Matrices">How many there are.</param>
/// <param name="SourceBytes">Bytes before.</param>
/// <param name="Bytes">Bytes after.</param>
/// <param name="LargestError">Over the matrices, the largest of the root mean square error relative to the root mean square weight.</param>
internal sealed record DenseKind(ModelPart Part, string Projection, int Matrices, long SourceBytes, long Bytes, double LargestError);
