using K2Sharp.Inference.Kernels;

namespace K2Sharp.Inference.Checkpoints;

/// <summary>
/// The side file of int8 weights: a safetensors file beside the checkpoint's, with a pair of tensors for every converted matrix [rows, columns] of a module:
/// <c>.weight_int8</c>, I8 [rows, blocks * 128], and <c>.weight_int8_scale</c>, BF16 [rows, blocks * 4], where blocks = columns / 128, rounded up. The order
/// of the codes within a block is that of <see cref="Int8Row"/>. Its metadata name the format, its version and the weights that it was made from.
/// </summary>
internal static class DenseInt8Format
{
    public const string FileName = "k2-dense-int8.safetensors";
    public const string FormatKey = "format";
    public const string Format = "k2-dense-int8";
    public const string VersionKey = "version";
    public const string Version = "1";
    public const string SourceKey = "source";

    /// <summary>Where the data begin is a multiple of this: of a processor's cache line, so that no load of a block straddles two.</summary>
    public const int Alignment = 64;

    public static TensorSpec Codes(PlannedWeight weight) =>
        new($"{weight.Module}.weight_int8", TensorType.I8, [weight.Rows, WeightFormat.Int8Group32.RowBytes(weight.Columns)]);

    public static TensorSpec Scales(PlannedWeight weight) =>
        new($"{weight.Module}.weight_int8_scale", TensorType.BF16, [weight.Rows, WeightFormat.Int8Group32.RowScales(weight.Columns)]);

    /// <summary>The command that makes the side file of a checkpoint.</summary>
    public static string Command(string directory) => $"k2 model quantize --dense int8 --model {directory}";
}
