using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Training.Export;

/// <summary>A tensor as it goes into the file.</summary>
/// <param name="Spec">Name, type and shape.</param>
/// <param name="Data">The bytes, little-endian.</param>
internal readonly record struct ExportedTensor(TensorSpec Spec, byte[] Data);
