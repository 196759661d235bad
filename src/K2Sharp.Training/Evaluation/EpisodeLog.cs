using System.Text.Json;
using K2Sharp.Training.Reporting;

namespace K2Sharp.Training.Evaluation;

/// <summary>
/// A file with a line of JSON per played task, so that an evaluation that ended early goes on where it was, and every failure can be read. A
/// line is written in one piece; what a crash left of the last one is dropped when the file is opened again. It may hold evaluations of several models.
/// </summary>
internal sealed class EpisodeLog : IDisposable
{
    private static readonly byte[] s_begin = """{"key":{"model":"""u8.ToArray();

    private readonly FileStream _file;
    private readonly Dictionary<EpisodeKey, EpisodeOutcome> _kept = [];

    private readonly bool _isNew;

    private EpisodeLog(FileStream file, bool isNew) => (_file, _isNew) = (file, isNew);

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="InvalidDataException">It holds something else: it stays as it is.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static EpisodeLog Open(string path)
    {
        EpisodeLog log;
        bool isNew = !File.Exists(path);
        try
        {
            // No buffer of our own: Write then is one write to the file.
            log = new EpisodeLog(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0), isNew);
        }
        catch (IOException problem) when (File.Exists(path))
        {
            throw new IOException($"{path} is in use: another evaluation writes to it; wait for it or name another file with --episodes", problem);
        }

        try
        {
            log.Read(path);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>The outcome of an episode that was played before; null if it was not.</summary>
    public EpisodeOutcome? Find(EpisodeKey key) => _kept.GetValueOrDefault(key);

    /// <summary>Adds an episode. One caller at a time.</summary>
    public void Add(EpisodeKey key, EpisodeOutcome outcome)
    {
        _kept[key] = outcome;
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new EpisodeLine(key, outcome), EpisodeLogJson.Readable.EpisodeLine);
        _file.Write([.. json, (byte)'\n']);
    }

    /// <summary>Closes the file. One that was made for an evaluation and has no line, as a mistyped model leaves it, goes.</summary>
    public void Dispose()
    {
        bool goes = _isNew && _kept.Count == 0;
        _file.Dispose();
        if (goes)
        {
            RemoveEmpty(_file.Name);
        }
    }

    /// <summary>Whatever made the evaluation fail is more to the point than an empty file that stays.</summary>
    private static void RemoveEmpty(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Read(string path)
    {
        var all = new byte[_file.Length];
        _file.ReadExactly(all);
        int end = Array.LastIndexOf(all, (byte)'\n') + 1;
        int number = 0;
        foreach (ReadOnlyMemory<byte> line in MetricsLines.Split(all.AsMemory(0, end)))
        {
            number++;
            try
            {
                EpisodeLine read = JsonSerializer.Deserialize(line.Span, EpisodeLogJson.Readable.EpisodeLine) ?? throw new JsonException("null");
                _kept[read.Key] = read.Outcome;
            }
            catch (JsonException problem)
            {
                throw new InvalidDataException($"{path}, line {number} is no played task: name another file with --episodes", problem);
            }
        }

        if (end == 0 && !IsBeginOfLine(all))
        {
            throw new InvalidDataException($"{path} holds something else than played tasks: name another file with --episodes");
        }

        _file.SetLength(end);
        _file.Position = end;
    }

    /// <summary>Whether a line without an end may be one of ours, of which a crash left the rest out.</summary>
    private static bool IsBeginOfLine(byte[] text)
    {
        int length = Math.Min(text.Length, s_begin.Length);
        return text.AsSpan(0, length).SequenceEqual(s_begin.AsSpan(0, length));
    }
}
