using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Checkpoints;

namespace K2Sharp.Cli.Bench;

/// <summary>
/// Reads every weight file once, so that what is measured afterwards is memory and not the disk: the pages stay in the system's cache, where
/// the checkpoint's map finds them.
/// </summary>
internal static class WeightWarmUp
{
    private const int BlockBytes = 8 << 20;

    public static void Run(CliHost host, Checkpoint checkpoint, bool withSideFile, CancellationToken cancellation)
    {
        using var line = new ProgressLine(host);
        byte[] block = new byte[BlockBytes];
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
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            for (int read = file.Read(block); read > 0; read = file.Read(block))
            {
                cancellation.ThrowIfCancellationRequested();
                done += read;
                line.Show(() => $"reading all weights once {ProgressLine.Bar((double)done / total)} {SizeText.Bytes(done)} of {SizeText.Bytes(total)}");
            }
        }
    }
}
