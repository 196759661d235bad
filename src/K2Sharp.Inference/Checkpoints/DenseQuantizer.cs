namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Writes the int8 side file of a checkpoint, once, so that loading converts nothing. It is written under another name and then renamed: a file of the
/// final name is complete.
/// </summary>
internal static class DenseQuantizer
{
    /// <summary>Writes the file.</summary>
    /// <param name="checkpoint">The weights.</param>
    /// <param name="path">Where to; null for beside the checkpoint, where the engine looks for it. An older file is replaced.</param>
    /// <param name="progress">Told of every piece converted.</param>
    /// <param name="cancellationToken">Stops it; what was written is removed.</param>
    /// <exception cref="CheckpointException">There is nothing to convert, a weight is NaN or infinite, the disk has too little room, or writing failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DenseReport Write(
        Checkpoint checkpoint, string? path = null, IProgress<DenseProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Write(checkpoint, path ?? DenseInt8File.PathOf(checkpoint), FreeBytes, progress, cancellationToken);

    internal static DenseReport Write(
        Checkpoint checkpoint, string path, Func<string, long> freeBytes, IProgress<DenseProgress>? progress, CancellationToken cancellationToken)
    {
        PlannedWeight[] weights = [.. DensePlan.Of(checkpoint)];
        if (weights.Length == 0)
        {
            throw new CheckpointException($"{checkpoint.DirectoryPath} has no weights to convert: all that could be int8 is INT4 already");
        }

        string target = Path.GetFullPath(path);
        string partial = $"{target}.{Path.GetRandomFileName()}.partial";
        try
        {
            List<DenseKind> kinds = WriteFile(checkpoint, weights, partial, freeBytes, progress, cancellationToken);
            File.Move(partial, target, overwrite: true);
            return new DenseReport(target, kinds, Kept(checkpoint.Config) - weights.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{target} cannot be written: {exception.Message}", exception);
        }
        finally
        {
            Remove(partial);
        }
    }

    private static List<DenseKind> WriteFile(
        Checkpoint checkpoint,
        PlannedWeight[] weights,
        string path,
        Func<string, long> freeBytes,
        IProgress<DenseProgress>? progress,
        CancellationToken cancellationToken)
    {
        KeyValuePair<string, string>[] metadata =
        [
            new(DenseInt8Format.FormatKey, DenseInt8Format.Format),
            new(DenseInt8Format.VersionKey, DenseInt8Format.Version),
            new(DenseInt8Format.SourceKey, SourceFingerprint.Of(checkpoint, weights)),
        ];
        TensorSpec[] tensors = [.. weights.SelectMany(weight => (TensorSpec[])[DenseInt8Format.Codes(weight), DenseInt8Format.Scales(weight)])];
        CheckSpace(path, tensors.Sum(tensor => tensor.ByteCount), freeBytes);
        using var writer = new SafetensorsWriter(path, tensors, metadata, DenseInt8Format.Alignment);
        var conversion = new DenseConversion(checkpoint, weights, writer, progress, cancellationToken);
        List<DenseKind> kinds = conversion.Run();
        writer.Complete();
        writer.FlushToDisk();
        return kinds;
    }

    private static int Kept(K2Config config) => Enumerable.Range(0, config.NumHiddenLayers)
        .SelectMany(layer => TensorPlan.Backbone(config, layer))
        .Concat(TensorPlan.OutsideLayers(config))
        .Count(weight => weight.Kind == WeightKind.Linear);

    private static void CheckSpace(string path, long required, Func<string, long> freeBytes)
    {
        long free = freeBytes(Path.GetDirectoryName(path)!);
        if (free < required)
        {
            throw new CheckpointException(FormattableString.Invariant(
                $"the int8 weights need {required / 1e9:F2} GB, but the disk has {free / 1e9:F2} GB free: make room, or choose another place with --out"));
        }
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here says more than this one.
        }
    }

    private static long FreeBytes(string directory) => new DriveInfo(directory).AvailableFreeSpace;
}
