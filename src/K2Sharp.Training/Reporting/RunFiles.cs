using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace K2Sharp.Training.Reporting;

/// <summary>The small JSON files of a run's folder.</summary>
internal static class RunFiles
{
    /// <summary>What a file holds, or null where there is no file.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; the message names it.</exception>
    public static T? Read<T>(string runDirectory, string name, JsonTypeInfo<T> type)
        where T : class
    {
        string path = Path.Combine(runDirectory, name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is not what it should be: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    public static void Write<T>(string runDirectory, string name, T content, JsonTypeInfo<T> type) =>
        File.WriteAllBytes(Path.Combine(runDirectory, name), JsonSerializer.SerializeToUtf8Bytes(content, type));
}
