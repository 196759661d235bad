namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// Checks a whole checkpoint and lists everything that is wrong instead of stopping at the first: presence, shape and type of each
/// tensor, stated shapes of INT4 matrices, on request NaN or infinity in the data, and whether an int8 side file belongs to it.
/// </summary>
public sealed class CheckpointVerifier
{
    private readonly Checkpoint _checkpoint;
    private readonly bool _scanData;
    private readonly IProgress<VerificationProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly ReportLines _problems = new();
    private readonly ReportLines _notes = new();
    private readonly ReportLines _strays = new();
    private long _tensors;
    private long _bytes;

    private CheckpointVerifier(Checkpoint checkpoint, bool scanData, IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        _checkpoint = checkpoint;
        _scanData = scanData;
        _progress = progress;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Checks a checkpoint.</summary>
    /// <param name="directory">Its folder.</param>
    /// <param name="scanData">Whether to read all BF16 and F32 data (scales included) in search of NaN and infinity.</param>
    /// <param name="progress">Told of every tensor.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <returns>The findings; a checkpoint that cannot be opened at all is one problem.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static VerificationReport Verify(
        string directory,
        bool scanData = false,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(directory);
            return new CheckpointVerifier(checkpoint, scanData, progress, cancellationToken).Run();
        }
        catch (CheckpointException exception)
        {
            var problems = new ReportLines();
            problems.Add(exception.Message);
            return Report(problems, new ReportLines(), new ReportLines(), 0, 0);
        }
    }

    private static VerificationReport Report(ReportLines problems, ReportLines notes, ReportLines strays, long tensors, long bytes) => new()
    {
        Problems = problems.Lines,
        ProblemCount = problems.Count,
        Notes = notes.Lines,
        NoteCount = notes.Count,
        StrayTensors = strays.Lines,
        StrayTensorCount = strays.Count,
        TensorsChecked = tensors,
        BytesScanned = bytes,
    };

    private VerificationReport Run()
    {
        foreach (PlannedWeight weight in TensorPlan.All(_checkpoint.Config))
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Check(weight);
        }

        foreach (TensorInfo tensor in _checkpoint.Tensors.Where(tensor => !_used.Contains(tensor.Name)).OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            _strays.Add(tensor.Name);
        }

        CheckSideFile();
        return Report(_problems, _notes, _strays, _tensors, _bytes);
    }

    private void Check(PlannedWeight weight)
    {
        // The files decide whether a module is quantized; the config is only compared.
        bool isQuantized = weight.Kind == WeightKind.Linear && _checkpoint.Contains(TensorNames.Packed(weight.Module));
        bool isMissing = !isQuantized && !_checkpoint.Contains(weight.Tensors(isQuantized: false).First().Name);
        bool isExpected = weight.IsQuantizedBy(_checkpoint.Config.QuantizationConfig);
        if (isMissing && isExpected)
        {
            // Then the triple is what is missing.
            isQuantized = true;
        }
        else if (isQuantized && _checkpoint.Config.QuantizationConfig is null)
        {
            _problems.Add($"tensor {TensorNames.Packed(weight.Module)} is quantized, but config.json has no quantization_config that says how");
        }
        else if (!isMissing && isQuantized != isExpected)
        {
            _notes.Add($"module {weight.Module} is {(isQuantized ? "INT4" : "not quantized")} in the files, but not by quantization_config; the files are followed");
        }

        foreach (PlannedTensor tensor in weight.Tensors(isQuantized))
        {
            Check(tensor);
        }

        if (isQuantized)
        {
            CheckQuantized(weight);
        }
    }

    private void Check(PlannedTensor planned)
    {
        if (planned.IsOptional && !_checkpoint.Contains(planned.Name))
        {
            return;
        }

        _used.Add(planned.Name);
        _tensors++;
        try
        {
            Scan(_checkpoint.Get(planned.Name, planned.Shape, planned.Allowed));
        }
        catch (CheckpointException exception)
        {
            _problems.Add(exception.Message);
        }

        _progress?.Report(new VerificationProgress(planned.Name, _tensors, _bytes));
    }

    private void CheckQuantized(PlannedWeight weight)
    {
        if (weight.Columns % QuantizationConfig.GroupSize != 0)
        {
            _problems.Add($"module {weight.Module} has {weight.Columns} columns, not a multiple of the quantization group size {QuantizationConfig.GroupSize}");
        }

        try
        {
            if (_checkpoint.StatedShape(weight.Module) is { } stated && stated != (weight.Rows, weight.Columns))
            {
                _problems.Add($"tensor {TensorNames.Shape(weight.Module)} says [{stated.Rows}, {stated.Columns}], but the config asks for [{weight.Rows}, {weight.Columns}]");
            }
        }
        catch (CheckpointException)
        {
            // A weight_shape of a wrong type or shape is already in the list.
        }
    }

    /// <summary>A side file is compared with weights, so they must be there.</summary>
    private void CheckSideFile()
    {
        if (_problems.Count > 0 || !File.Exists(DenseInt8File.PathOf(_checkpoint)))
        {
            return;
        }

        try
        {
            DenseInt8File.Open(_checkpoint).Dispose();
            _notes.Add($"{DenseInt8Format.FileName} was made from these weights and is whole");
        }
        catch (CheckpointException exception)
        {
            _problems.Add(exception.Message);
        }
    }

    private void Scan(TensorView tensor)
    {
        if (!_scanData || tensor.Type is not (TensorType.BF16 or TensorType.F32))
        {
            return;
        }

        (long count, long first) = NonFiniteScan.Find(tensor, _cancellationToken);
        _bytes += tensor.ByteCount;
        if (count > 0)
        {
            _problems.Add($"tensor {tensor.Name} holds {count} NaN or infinite values, the first at element {first}");
        }
    }
}
