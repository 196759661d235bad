using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Bench;

/// <summary>
/// Reads every weight file once, so that what is measured afterwards is memory and not the disk: the pages stay in the system's cache, where
/// the checkpoint's map finds them. They come there as they do when the engine touches them first.
/// </summary>
internal static class WeightWarmUp
{
    public static void Run(CliHost host, Checkpoint checkpoint, bool withSideFile, CancellationToken cancellation)
    {
        using var line = new ProgressLine(host);
        checkpoint.UseLargePages();
        string[] paths = [.. checkpoint.Files.Select(file => Path.Combine(checkpoint.DirectoryPath, file))];
        if (withSideFile && File.Exists(DenseInt8File.PathOf(checkpoint)))
        {
            // Where it is missing, loading says what to do.
            paths = [.. paths, DenseInt8File.PathOf(checkpoint)];
        }

        long total = paths.Sum(path => new FileInfo(path).Length);
        long done = 0;
        foreach (string path in paths)
        {
            using var file = SafetensorsFile.Open(path);
            file.UseLargePages();
            file.Touch(bytes =>
            {
                cancellation.ThrowIfCancellationRequested();
                done += bytes;
                line.Show(() => $"reading all weights once {ProgressLine.Bar((double)done / total)} {SizeText.Bytes(done)} of {SizeText.Bytes(total)}");
                return true;
            });
        }
    }
}
