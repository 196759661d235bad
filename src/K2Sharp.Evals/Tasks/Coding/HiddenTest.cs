using System.IO.Compression;
using System.Text.Json;
using K2Sharp.Evals.Data;

namespace K2Sharp.Evals.Tasks.Coding;

/// <summary>A test of LiveCodeBench: what goes in, and what must come out.</summary>
/// <param name="Input">Standard input, or one JSON argument per line.</param>
/// <param name="Output">Standard output, or the JSON of the result.</param>
internal sealed record HiddenTest(string Input, string Output)
{
    /// <summary>The public tests of a row and the private ones, which are a JSON text that was pickled, deflated and written as base64.</summary>
    /// <exception cref="DatasetException">They cannot be read.</exception>
    public static IReadOnlyList<HiddenTest> Read(DataRow row)
    {
        try
        {
            string hidden = row.Text("private_test_cases");
            string json = hidden.AsSpan().TrimStart() is ['[', ..] ? hidden : Unpack(hidden);
            return [.. Parse(row.Text("public_test_cases")), .. Parse(json)];
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidDataException or KeyNotFoundException)
        {
            throw new DatasetException(row.Problem($"has tests that cannot be read: {exception.Message}").Message, exception);
        }
    }

    private static IEnumerable<HiddenTest> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(test => new HiddenTest(test.GetProperty("input").GetString()!, test.GetProperty("output").GetString()!))];
    }

    private static string Unpack(string text)
    {
        using var packed = new MemoryStream(Convert.FromBase64String(text));
        using var inflated = new ZLibStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        inflated.CopyTo(bytes);
        return PickledText.Read(bytes.ToArray());
    }
}
