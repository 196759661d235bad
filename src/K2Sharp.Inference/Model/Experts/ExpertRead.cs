namespace K2Sharp.Inference.Model.Experts;

/// <summary>One read of a piece.</summary>
/// <param name="File">The file, by its place in <see cref="Checkpoints.Checkpoint.Files"/>.</param>
/// <param name="Offset">Where to read, in bytes; a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
/// <param name="Bytes">How much is needed; <see cref="ExpertPlace.DefaultReadBytes"/> at most, unless the settings say otherwise.</param>
/// <param name="SlotOffset">Where it goes in the slot; a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
internal readonly record struct ExpertRead(int File, long Offset, int Bytes, long SlotOffset);
