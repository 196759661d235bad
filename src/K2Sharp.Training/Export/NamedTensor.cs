namespace K2Sharp.Training.Export;

/// <summary>A float32 tensor in memory.</summary>
/// <param name="Name">The published name, such as <c>model.norm.weight</c>.</param>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <param name="Values">The values, row by row.</param>
internal sealed record NamedTensor(string Name, long[] Shape, float[] Values);
