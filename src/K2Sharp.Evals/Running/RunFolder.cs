using System.Text;
using System.Text.Json;

namespace K2Sharp.Evals.Running;

/// <summary>
/// The folder of a run: run.json says what is run, results.jsonl has a line per finished attempt, transcripts/ a file per attempt. The
/// transcript is written before the line, so that every line has one, and a line that is there is never made again.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string ManifestName = "run.json";
    private const string ResultsName = "results.jsonl";
    private readonly JsonLog _log;
    private readonly Dictionary<string, AttemptRecord> _records = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    private RunFolder(string path, JsonLog log) => (Path, _log) = (path, log);

    public string Path { get; }

    /// <summary>Opens a folder for a run and reads what it already holds.</summary>
    /// <exception cref="IOException">Another run writes to it.</exception>
    public static RunFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        JsonLog log = JsonLog.Open(System.IO.Path.Combine(path, ResultsName), out IReadOnlyList<string> lines);
        var folder = new RunFolder(path, log);
        foreach (AttemptRecord record in Parse(lines))
        {
            folder._records[record.Key] = record;
        }

        return folder;
    }

    /// <summary>Reads a finished or running folder without writing to it.</summary>
    /// <exception cref="ArgumentException">It is no run's folder.</exception>
    public static (RunManifest Manifest, IReadOnlyList<AttemptRecord> Records) Read(string path)
    {
        string manifest = System.IO.Path.Combine(path, ManifestName);
        if (!File.Exists(manifest))
        {
            throw new ArgumentException($"{path} is no folder of a run: it holds no {ManifestName}");
        }

        RunManifest read = JsonSerializer.Deserialize(File.ReadAllText(manifest), EvalJson.Lines.RunManifest) ?? throw new ArgumentException($"{manifest} is empty");
        var records = new Dictionary<string, AttemptRecord>(StringComparer.Ordinal);
        using var file = new FileStream(System.IO.Path.Combine(path, ResultsName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        string text = reader.ReadToEnd();
        int end = text.LastIndexOf('\n') + 1;
        foreach (AttemptRecord record in Parse(text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            records[record.Key] = record;
        }

        return (read, [.. records.Values]);
    }

    /// <summary>
    /// Says what is run. Tasks that earlier commands ran on the same model stay in the report, so that several commands make one report;
    /// a task that is run again with other settings takes the place of its earlier self.
    /// </summary>
    public void Write(RunManifest manifest)
    {
        string path = System.IO.Path.Combine(Path, ManifestName);
        if (File.Exists(path) && JsonSerializer.Deserialize(File.ReadAllText(path), EvalJson.Lines.RunManifest) is { } earlier && earlier.Model == manifest.Model)
        {
            var tasks = new Dictionary<string, ManifestTask>(earlier.Tasks, StringComparer.Ordinal);
            foreach ((string label, ManifestTask task) in manifest.Tasks)
            {
                tasks[label] = task;
            }

            manifest = manifest with { Tasks = tasks, Started = earlier.Started, Judge = manifest.Judge ?? earlier.Judge, SearchSource = manifest.SearchSource ?? earlier.SearchSource, Prices = manifest.Prices ?? earlier.Prices };
        }

        WriteWhole(path, JsonSerializer.SerializeToUtf8Bytes(manifest, EvalJson.Pages.RunManifest));
    }

    /// <summary>A graded attempt that is there already, or null. One that failed is not: it is made again.</summary>
    public AttemptRecord? Find(string key)
    {
        lock (_gate)
        {
            return _records.GetValueOrDefault(key) is { IsGraded: true } record ? record : null;
        }
    }

    /// <summary>All records, the latest of each attempt.</summary>
    public IReadOnlyList<AttemptRecord> Records()
    {
        lock (_gate)
        {
            return [.. _records.Values];
        }
    }

    /// <summary>Keeps an attempt.</summary>
    public void Add(AttemptRecord record, Attempt? attempt)
    {
        if (attempt is not null)
        {
            string file = TranscriptPath(Path, record);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            WriteWhole(file, TranscriptJson.Write(record, attempt));
        }

        _log.Append(JsonSerializer.Serialize(record, EvalJson.Lines.AttemptRecord));
        lock (_gate)
        {
            _records[record.Key] = record;
        }
    }

    /// <summary>Where an attempt's conversation is.</summary>
    public static string TranscriptPath(string folder, AttemptRecord record) =>
        System.IO.Path.Combine(folder, "transcripts", record.Task, $"{Safe(record.Id)}.{record.Repeat}.{record.Config}.json");

    public void Dispose() => _log.Dispose();

    /// <summary>An id as the name of a file. Ids come from datasets and must not lead out of the folder.</summary>
    private static string Safe(string id)
    {
        string safe = string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        return safe.Length > 100 ? safe[..100] : safe;
    }

    private static IEnumerable<AttemptRecord> Parse(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            if (JsonSerializer.Deserialize(line, EvalJson.Lines.AttemptRecord) is { } record)
            {
                yield return record;
            }
        }
    }

    private static void WriteWhole(string path, byte[] bytes)
    {
        string temporary = path + ".new";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }
}
