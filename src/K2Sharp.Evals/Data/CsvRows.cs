using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K2Sharp.Evals.Data;

/// <summary>Rows from CSV by RFC 4180: quotes, doubled quotes, line ends within quotes. The first record names the fields.</summary>
internal static class CsvRows
{
    public static IReadOnlyList<DataRow> Read(string path, Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string[]? names = ReadRecord(reader);
        if (names is null)
        {
            throw new DatasetException($"{path} is empty");
        }

        var rows = new List<DataRow>();
        while (ReadRecord(reader) is { } values)
        {
            if (values is [""])
            {
                continue;
            }

            int number = rows.Count + 1;
            if (values.Length != names.Length)
            {
                throw new DatasetException($"{path}: row {number} has {values.Length} fields, its heading {names.Length}");
            }

            var row = new JsonObject();
            for (int i = 0; i < names.Length; i++)
            {
                row[names[i]] = values[i];
            }

            rows.Add(new DataRow(path, number, JsonSerializer.SerializeToElement(row)));
        }

        return rows;
    }

    /// <summary>One record, or null at the end.</summary>
    private static string[]? ReadRecord(StreamReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var values = new List<string>();
        var value = new StringBuilder();
        bool isQuoted = false;
        for (int c = reader.Read(); c >= 0; c = reader.Read())
        {
            if (isQuoted)
            {
                if (c != '"')
                {
                    value.Append((char)c);
                }
                else if (reader.Peek() == '"')
                {
                    value.Append((char)reader.Read());
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"' && value.Length == 0)
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else if (c == '\n')
            {
                break;
            }
            else if (c != '\r' || reader.Peek() != '\n')
            {
                value.Append((char)c);
            }
        }

        values.Add(value.ToString());
        return [.. values];
    }
}
