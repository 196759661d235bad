using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace K2Sharp.Evals.Data;

/// <summary>Rows from Parquet, the format in which Hugging Face keeps datasets.</summary>
internal static class ParquetRows
{
    public static IReadOnlyList<DataRow> Read(string path, Stream stream)
    {
        var result = ParquetSerializer.DeserializeUntypedAsync(stream).GetAwaiter().GetResult();
        stream.Position = 0;
        ParquetSchema schema = ParquetReader.ReadSchemaAsync(stream).GetAwaiter().GetResult();
        string[] lists = [.. schema.Fields.Where(field => field.SchemaType == SchemaType.List || field is DataField { IsArray: true }).Select(field => field.Name)];
        var rows = new List<DataRow>();
        foreach (var record in result.Data)
        {
            JsonObject row = Object(record);
            foreach (string list in lists)
            {
                // The package leaves empty lists out.
                row[list] ??= new JsonArray();
            }

            rows.Add(new DataRow(path, rows.Count + 1, JsonSerializer.SerializeToElement(row)));
        }

        return rows;
    }

    private static JsonObject Object(IEnumerable<KeyValuePair<string, object>> record)
    {
        var row = new JsonObject();
        foreach ((string name, object value) in record)
        {
            row[name] = Node(value);
        }

        return row;
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        float or double or decimal => JsonValue.Create(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DateTime time => JsonValue.Create(time.ToString("O", CultureInfo.InvariantCulture)),
        IEnumerable<KeyValuePair<string, object>> record => Object(record),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Node)]),
        IConvertible number => JsonValue.Create(Convert.ToInt64(number, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(value.ToString()),
    };
}
