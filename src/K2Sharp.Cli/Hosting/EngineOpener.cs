using K2Sharp.Inference.Engine;
using K2Sharp.Inference.Model;

namespace K2Sharp.Cli.Hosting;

/// <summary>Opens a model for a verb: shows that it takes a while, and says what is worth knowing of it.</summary>
internal static class EngineOpener
{
    /// <summary>Opens a checkpoint.</summary>
    /// <param name="host">Where progress and remarks go.</param>
    /// <param name="directory">The checkpoint's folder.</param>
    /// <param name="options">How to compute and to serve.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static K2Engine Open(CliHost host, string directory, EngineOptions options, CancellationToken cancellation)
    {
        K2Engine engine;
        using (var line = new ProgressLine(host))
        {
            line.Show(() => $"opening {directory} ...");
            engine = K2Engine.Load(directory, options, Watch(line, cancellation));
        }

        WriteNotes(host, engine.Model);
        return engine;
    }

    /// <summary>Shows how much of the weights has been read.</summary>
    public static LoadWatch Watch(ProgressLine line, CancellationToken cancellation) => new()
    {
        Progress = new SynchronousProgress<PlacementProgress>(done => line.Show(
            () => $"reading the weights into {done.Nodes} NUMA nodes {ProgressLine.Bar((double)done.BytesDone / done.BytesTotal)} {SizeText.Bytes(done.BytesDone)} of {SizeText.Bytes(done.BytesTotal)}")),
        Cancellation = cancellation,
    };

    /// <summary>Says what is worth knowing of how the weights were loaded.</summary>
    public static void WriteNotes(CliHost host, K2Model model)
    {
        foreach (string note in model.Notes)
        {
            host.Error.WriteLine($"k2: {OneLine.From(note)}");
        }
    }
}
