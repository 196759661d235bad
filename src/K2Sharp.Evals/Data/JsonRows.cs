using System.Text;
using System.Text.Json;

namespace K2Sharp.Evals.Data;

/// <summary>Rows from JSON: one object per line, or one array of objects.</summary>
internal static class JsonRows
{
    public static IReadOnlyList<DataRow> Read(string path, Stream stream)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        string text;
        try
        {
            text = reader.ReadToEnd();
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetException($"{path} is not UTF-8", exception);
        }

        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        return start.Length > 0 && start[0] == '[' ? FromArray(path, text) : FromLines(path, text);
    }

    private static List<DataRow> FromArray(string path, string text)
    {
        var rows = new List<DataRow>();
        foreach (JsonElement row in Parse(path, 1, text).EnumerateArray())
        {
            rows.Add(Row(path, rows.Count + 1, row));
        }

        return rows;
    }

    private static List<DataRow> FromLines(string path, string text)
    {
        var rows = new List<DataRow>();
        int number = 0;

        // Only at line feeds: texts may hold Unicode's other line separators as they are.
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            number++;
            if (!text.AsSpan(range).IsWhiteSpace())
            {
                rows.Add(Row(path, number, Parse(path, number, text[range])));
            }
        }

        return rows;
    }

    private static DataRow Row(string path, int number, JsonElement row) =>
        row.ValueKind == JsonValueKind.Object ? new DataRow(path, number, row) : throw new DatasetException($"{path}: row {number} is no JSON object");

    private static JsonElement Parse(string path, int number, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new DatasetException($"{path}: row {number} is no JSON: {exception.Message}", exception);
        }
    }
}
