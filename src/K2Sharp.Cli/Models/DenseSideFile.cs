using System.Text.Json;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Models;

/// <summary>What <c>k2 model inspect</c> says of a checkpoint's int8 side file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
/// <param name="ReadBytesPerToken">Bytes of weights that decoding one token reads with it.</param>
internal sealed record DenseSideFile(string Path, long Bytes, string? Problem, long ReadBytesPerToken)
{
    /// <summary>The side file of a checkpoint, or null.</summary>
    public static DenseSideFile? Of(Checkpoint checkpoint)
    {
        string path = DenseInt8File.PathOf(checkpoint);
        if (!File.Exists(path))
        {
            return null;
        }

        string? problem = null;
        try
        {
            DenseInt8File.Open(checkpoint).Dispose();
        }
        catch (CheckpointException exception)
        {
            problem = exception.Message;
        }

        return new DenseSideFile(path, new FileInfo(path).Length, problem, ModelSummary.Of(checkpoint.Config, DenseWeights.Int8).ReadBytesPerToken);
    }

    public string Line() => Problem is null
        ? $"Int8 weights found: {System.IO.Path.GetFileName(Path)}, {SizeText.Bytes(Bytes)}; with --dense int8 a token reads {SizeText.Bytes(ReadBytesPerToken)}."
        : $"Int8 weights cannot be used: {OneLine.From(Problem)}";

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", Path);
        json.WriteNumber("bytes", Bytes);
        json.WriteString("problem", Problem);
        json.WriteNumber("read_bytes_per_token", ReadBytesPerToken);
        json.WriteEndObject();
    }
}
