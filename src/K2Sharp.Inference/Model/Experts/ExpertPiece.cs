namespace K2Sharp.Inference.Model.Experts;

/// <summary>A contiguous part of a checkpoint file that holds tensors of one expert, and where it goes in a slot.</summary>
/// <param name="File">The file, by its place in <see cref="Checkpoints.Checkpoint.Files"/>.</param>
/// <param name="Offset">Where it begins in the file, in bytes: the multiple of <see cref="ExpertPlace.Alignment"/> at or before the first tensor.</param>
/// <param name="Bytes">How many bytes from there are needed; the last block need not be whole.</param>
/// <param name="SlotOffset">Where it begins in the slot, a multiple of <see cref="ExpertPlace.Alignment"/>.</param>
internal readonly record struct ExpertPiece(int File, long Offset, long Bytes, long SlotOffset)
{
    /// <summary>Bytes that it takes in a slot: whole blocks, since direct reads write nothing less.</summary>
    public long SlotBytes => (Bytes + ExpertPlace.Alignment - 1) / ExpertPlace.Alignment * ExpertPlace.Alignment;
}
