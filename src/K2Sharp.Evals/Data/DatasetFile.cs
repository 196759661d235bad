using System.IO.Compression;

namespace K2Sharp.Evals.Data;

/// <summary>Reads datasets in the formats that they are published in.</summary>
internal static class DatasetFile
{
    /// <summary>The rows of a file: .jsonl or .json (lines or one array), .csv, .parquet; the first three also gzipped.</summary>
    /// <exception cref="DatasetException">The file is absent or broken, or its kind is not known.</exception>
    public static IReadOnlyList<DataRow> Read(string path)
    {
        string name = path;
        bool isZipped = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (isZipped)
        {
            name = name[..^".gz".Length];
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            using Stream stream = isZipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".jsonl" or ".json" => JsonRows.Read(path, stream),
                ".csv" => CsvRows.Read(path, stream),
                ".parquet" when !isZipped => ParquetRows.Read(path, stream),
                _ => throw new DatasetException($"{path}: datasets are read from .jsonl, .json, .csv (each also .gz) and .parquet"),
            };
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException($"{path} does not exist: name the dataset's file or its folder with --data", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new DatasetException($"{path} is damaged: {exception.Message}", exception);
        }
    }
}
