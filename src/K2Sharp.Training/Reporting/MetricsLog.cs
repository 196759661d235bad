using System.Text.Json;

namespace K2Sharp.Training.Reporting;

/// <summary>
/// Appends a run's events to <c>metrics.jsonl</c>, one JSON object per line. A line is handed to the operating system as soon as it is
/// written, in one piece, so a crash loses at most the line in flight; opening the file again drops what is left of that.
/// </summary>
internal sealed class MetricsLog : IDisposable
{
    public const string FileName = "metrics.jsonl";
    private readonly string _path;
    private FileStream _file;

    private MetricsLog(string path)
    {
        _path = path;
        _file = OpenFile(path);
    }

    /// <summary>Creates or continues the log of a run.</summary>
    public static MetricsLog Open(string runDirectory)
    {
        Directory.CreateDirectory(runDirectory);
        var log = new MetricsLog(Path.Combine(runDirectory, FileName));
        log.DropDamagedEnd();
        return log;
    }

    public void Write(MetricsEvent metricsEvent)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(metricsEvent, MetricsJson.Default.MetricsEvent);
        _file.Write([.. json, (byte)'\n']);
    }

    /// <summary>Forgets what happened after a checkpoint, before the run goes on from it.</summary>
    /// <param name="step">The checkpoint's step: events of later steps are dropped, and so are damaged lines.</param>
    /// <returns>How many lines were dropped.</returns>
    public int Truncate(long step)
    {
        byte[] all = ReadAll();
        using var kept = new MemoryStream(all.Length);
        int dropped = 0;
        foreach (ReadOnlyMemory<byte> line in MetricsLines.Split(all))
        {
            if (MetricsJson.TryParse(line.Span) is { } metricsEvent && metricsEvent.Step <= step)
            {
                kept.Write(line.Span);
                kept.WriteByte((byte)'\n');
            }
            else
            {
                dropped++;
            }
        }

        if (dropped > 0)
        {
            Replace(kept);
        }

        return dropped;
    }

    public void Dispose() => _file.Dispose();

    // No buffer of our own: Write then is one write to the file.
    private static FileStream OpenFile(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    /// <summary>Puts a new file in the place of the old one, so that a crash leaves one of the two and never half of one.</summary>
    private void Replace(MemoryStream content)
    {
        string part = _path + ".part";
        using (FileStream file = File.Create(part))
        {
            content.WriteTo(file);
            file.Flush(flushToDisk: true);
        }

        _file.Dispose();
        File.Move(part, _path, overwrite: true);
        _file = OpenFile(_path);
        _file.Position = _file.Length;
    }

    private void DropDamagedEnd()
    {
        byte[] all = ReadAll();
        int end = Array.LastIndexOf(all, (byte)'\n') + 1;
        while (end > 0)
        {
            int start = all.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
            if (MetricsJson.TryParse(all.AsSpan(start, end - 1 - start)) is not null)
            {
                break;
            }

            end = start;
        }

        _file.SetLength(end);
        _file.Position = end;
    }

    private byte[] ReadAll()
    {
        var all = new byte[_file.Length];
        _file.Position = 0;
        _file.ReadExactly(all);
        return all;
    }
}
