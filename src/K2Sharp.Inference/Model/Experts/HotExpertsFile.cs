using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// The learned hot set on disk: <c>{"version":1,"layers":[..],"experts_per_layer":N,"uses":[[layer,expert,uses],..]}</c>, the most used first. It lies
/// beside the checkpoint or, where that cannot be written, in K2's state folder under a name made from the checkpoint's path.
/// </summary>
internal sealed class HotExpertsFile(IReadOnlyList<string> paths)
{
    /// <summary>The file's name beside a checkpoint.</summary>
    public const string FileName = "k2-hot-experts.json";

    private const int Version = 1;
    private const long LargestFile = 16 << 20;

    // Rarer experts are not worth a slot at the start.
    private const double LeastUses = 0.05;

    /// <summary>The files of a checkpoint.</summary>
    /// <param name="directory">The checkpoint's folder.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static IReadOnlyList<string> PathsOf(string directory, Func<string, string?> variable)
    {
        string full = Path.GetFullPath(directory);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..16];
        return [Path.Combine(full, FileName), Path.Combine(StateFolder.DefaultPath(variable), "hot-experts", $"{key}.json")];
    }

    /// <summary>The uses that the newest readable file holds, the most used first; empty if there is none.</summary>
    /// <param name="catalog">The experts, by number in the result.</param>
    /// <param name="notes">Told of files that are ignored, one line each.</param>
    public IReadOnlyList<(int Number, double Uses)> Read(ExpertCatalog catalog, ICollection<string> notes)
    {
        foreach (string path in paths.Where(File.Exists).OrderByDescending(File.GetLastWriteTimeUtc))
        {
            try
            {
                return new FileInfo(path).Length <= LargestFile
                    ? Parse(File.ReadAllBytes(path), catalog)
                    : throw new FormatException("it is far too large");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
            {
                notes.Add($"the saved hot set {path} is ignored: {exception.Message.ReplaceLineEndings(" ")}");
            }
        }

        return [];
    }

    /// <summary>Writes the uses to the first path that can be written: to a file of another name first, so that a crash leaves the old one.</summary>
    /// <returns>False if none can; the set is learned anew then.</returns>
    public bool TryWrite(ExpertCatalog catalog, ExpertUse use)
    {
        byte[] json = Format(catalog, use);
        foreach (string path in paths)
        {
            string temporary = $"{path}.{Environment.ProcessId}.tmp";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(temporary, json);
                File.Move(temporary, path, overwrite: true);
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                TryDelete(temporary);
            }
        }

        return false;
    }

    private static IReadOnlyList<(int Number, double Uses)> Parse(byte[] json, ExpertCatalog catalog)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        if (root.GetProperty("version").GetInt32() != Version)
        {
            throw new FormatException($"its version is not {Version}");
        }

        if (root.GetProperty("experts_per_layer").GetInt32() != catalog.PerLayer
            || !root.GetProperty("layers").EnumerateArray().Select(layer => layer.GetInt32()).SequenceEqual(catalog.Layers))
        {
            throw new FormatException("it belongs to a model of other dimensions");
        }

        var uses = new Dictionary<int, double>();
        foreach (JsonElement entry in root.GetProperty("uses").EnumerateArray())
        {
            if (entry.GetArrayLength() != 3
                || catalog.Number(entry[0].GetInt32(), entry[1].GetInt32()) is not (>= 0 and int number)
                || entry[2].GetDouble() is not (> 0 and < 1e12 and double count)
                || !uses.TryAdd(number, count))
            {
                throw new FormatException($"the entry {entry.GetRawText()} is wrong");
            }
        }

        return [.. uses.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)];
    }

    private static byte[] Format(ExpertCatalog catalog, ExpertUse use)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("layers");
            Array.ForEach(catalog.Layers, json.WriteNumberValue);
            json.WriteEndArray();
            json.WriteNumber("experts_per_layer", catalog.PerLayer);
            json.WriteStartArray("uses");
            foreach ((int number, double uses) in Enumerable.Range(0, catalog.Places.Length)
                .Select(number => (number, Math.Round(use.Uses(number), 2)))
                .Where(pair => pair.Item2 >= LeastUses)
                .OrderByDescending(pair => pair.Item2))
            {
                (int layer, int expert) = catalog.Find(number);
                json.WriteStartArray();
                json.WriteNumberValue(layer);
                json.WriteNumberValue(expert);
                json.WriteNumberValue(uses);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was not to be written either.
        }
    }
}
