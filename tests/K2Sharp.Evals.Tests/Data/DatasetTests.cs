using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K2Sharp.Evals.Data;
using K2Sharp.TestData;
using Parquet.Serialization;

namespace K2Sharp.Evals.Tests.Data;

public sealed class DatasetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k2-evals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Encrypted_vectors_decrypt()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(SharedData.Path("evals", "browsecomp_selfmade_vectors.json")));
        JsonElement[] plain = [.. vectors.RootElement.GetProperty("plaintext").EnumerateArray()];
        IReadOnlyList<DataRow> rows = DatasetFile.Read(SharedData.Path("evals", "browsecomp_selfmade_vectors.csv"));
        Assert.Equal(plain.Length, rows.Count);
        foreach ((DataRow row, JsonElement expected) in rows.Zip(plain))
        {
            Assert.Equal(expected.GetProperty("problem").GetString(), CanaryCipher.Decrypt(row.Text("problem"), row.Text("canary")));
            Assert.Equal(expected.GetProperty("answer").GetString(), CanaryCipher.Decrypt(row.Text("answer"), row.Text("canary")));
            Assert.Equal(row.Text("problem"), CanaryCipher.Encrypt(expected.GetProperty("problem").GetString()!, row.Text("canary")));
        }
    }

    [Fact]
    public void Another_canary_is_an_error() =>
        Assert.Throws<FormatException>(() => CanaryCipher.Decrypt(CanaryCipher.Encrypt("a question of some length, so that chance cannot make it valid", "one"), "two"));

    [Fact]
    public void Csv_holds_quotes_commas_and_lines()
    {
        string path = Write("a.csv", "name,text\r\n\"x, y\",\"he said \"\"no\"\"\nand left\"\r\nlast,\n");
        IReadOnlyList<DataRow> rows = DatasetFile.Read(path);
        Assert.Equal(2, rows.Count);
        Assert.Equal("x, y", rows[0].Text("name"));
        Assert.Equal("he said \"no\"\nand left", rows[0].Text("text"));
        Assert.Equal(string.Empty, rows[1].Text("text"));
    }

    [Theory]
    [InlineData("a.jsonl", "{\"a\":1}\n\n{\"a\":2}\n")]
    [InlineData("a.json", "{\"a\":1}\n{\"a\":2}")]
    [InlineData("b.json", "[{\"a\":1},{\"a\":2}]")]
    public void Json_is_lines_or_an_array(string name, string text) =>
        Assert.Equal([1, 2], DatasetFile.Read(Write(name, text)).Select(row => row.Integer("a")));

    [Fact]
    public void Gzip_is_unpacked()
    {
        string path = Path.Combine(_folder.FullName, "a.jsonl.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write("{\"a\":1}\n"u8);
        }

        Assert.Equal(1, Assert.Single(DatasetFile.Read(path)).Integer("a"));
    }

    [Fact]
    public async Task Parquet_is_read_with_its_lists()
    {
        string path = Path.Combine(_folder.FullName, "a.parquet");
        ParquetRow[] written = [new() { Id = 7, Question = "q", Options = ["x", "y"] }, new() { Id = 8, Question = null, Options = [] }];
        await ParquetSerializer.SerializeAsync(written, path, cancellationToken: TestContext.Current.CancellationToken);
        IReadOnlyList<DataRow> rows = DatasetFile.Read(path);
        Assert.Equal([7, 8], rows.Select(row => row.Integer("Id")));
        Assert.Equal(["x", "y"], rows[0].Texts("Options"));
        Assert.Null(rows[1].TextOrNull("Question"));
        Assert.Empty(rows[1].Texts("Options"));
    }

    [Theory]
    [InlineData("a.jsonl", "{\"a\":", "row 1")]
    [InlineData("a.jsonl", "[1]", "row 1")]
    [InlineData("a.csv", "a,b\n1\n", "row 1")]
    [InlineData("a.txt", "x", ".jsonl")]
    public void Broken_data_is_named(string name, string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => DatasetFile.Read(Write(name, text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Lists_may_be_written_as_text()
    {
        DataRow row = Assert.Single(DatasetFile.Read(Write("a.jsonl", """{"tests":"[\"a\", \"b\"]","bad":"[1]"}""")));
        Assert.Equal(["a", "b"], row.Texts("tests"));
        Assert.Throws<DatasetException>(() => row.Texts("bad"));
        Assert.Throws<DatasetException>(() => row.Text("absent"));
    }

    [Fact]
    public void Absent_data_is_named_with_what_to_do()
    {
        Assert.Contains("--data", Assert.Throws<DatasetException>(() => new DatasetFolder(null).Find("aime2025", "aime*.jsonl")).Message, StringComparison.Ordinal);
        Assert.Contains("aime*.jsonl", Assert.Throws<DatasetException>(() => new DatasetFolder(_folder.FullName).Find("aime2025", "aime*.jsonl")).Message, StringComparison.Ordinal);
        Assert.Throws<DatasetException>(() => new DatasetFolder(Path.Combine(_folder.FullName, "absent")).Find("x", "y"));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
