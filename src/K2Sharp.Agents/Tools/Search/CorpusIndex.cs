using System.Text;
using Microsoft.Data.Sqlite;

namespace K2Sharp.Agents.Tools.Search;

/// <summary>
/// A folder of text files as a searchable corpus: an index in one SQLite file (FTS5), ranked by BM25. Addresses are
/// <c>corpus://path</c>. The same corpus always gives the same results, so runs can be repeated.
/// </summary>
public sealed class CorpusIndex : ISearchProvider, IDisposable
{
    private static readonly HashSet<string> s_common = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "an", "and", "are", "at", "be", "by", "did", "do", "does", "for", "from", "has", "have", "how", "in", "is", "it", "its", "of", "on", "or", "that", "the",
        "to", "was", "were", "what", "when", "where", "which", "who", "why", "with",
    };

    private const string Scheme = "corpus://";
    private const long LargestFile = 8 << 20;
    private static readonly string[] s_types = [".txt", ".md", ".markdown", ".rst", ".html", ".htm", ".json", ".csv", ".tsv", ".xml", ".cs", ".py"];

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    private CorpusIndex(SqliteConnection connection) => _connection = connection;

    /// <summary>Reads a folder into an index.</summary>
    /// <param name="folder">The corpus.</param>
    /// <param name="file">The index; null to keep it in memory.</param>
    /// <exception cref="ArgumentException">The folder holds no text.</exception>
    public static CorpusIndex Build(string folder, string? file = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
        {
            throw new ArgumentException($"the corpus {folder} is not a folder");
        }

        if (file is not null)
        {
            File.Delete(file);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file ?? ":memory:", Pooling = false }.ConnectionString);
        connection.Open();
        var index = new CorpusIndex(connection);
        try
        {
            if (index.Fill(folder) == 0)
            {
                throw new ArgumentException($"the corpus {folder} holds no text files ({string.Join(", ", s_types)})");
            }

            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>The words of a query without those that are in every text, unless there are no others.</summary>
    private static string[] Telling(string[] words)
    {
        string[] telling = [.. words.Where(word => !s_common.Contains(word))];
        return telling.Length > 0 ? telling : words;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        string[] words = Telling([.. Words(query)]);
        if (words.Length == 0)
        {
            return Task.FromResult<IReadOnlyList<SearchHit>>([]);
        }

        lock (_gate)
        {
            // Titles count four times; words are quoted, so nothing of a query is syntax.
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText =
                """
                SELECT url, title, snippet(documents, 2, '', '', ' ... ', 40) FROM documents
                WHERE documents MATCH $query ORDER BY bm25(documents, 0, 4.0, 1.0), url LIMIT $limit
                """;
            command.Parameters.AddWithValue("$query", string.Join(" OR ", words.Select(word => $"\"{word}\"")));
            command.Parameters.AddWithValue("$limit", limit);
            List<SearchHit> hits = [];
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                hits.Add(new SearchHit(reader.GetString(0), reader.GetString(1), reader.GetString(2).ReplaceLineEndings(" ")));
            }

            return Task.FromResult<IReadOnlyList<SearchHit>>(hits);
        }
    }

    /// <inheritdoc/>
    public Task<string?> OpenAsync(string url, CancellationToken cancellation)
    {
        lock (_gate)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT body FROM documents WHERE url = $url";
            command.Parameters.AddWithValue("$url", url);
            return Task.FromResult(command.ExecuteScalar() as string);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private int Fill(string folder)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using (SqliteCommand create = _connection.CreateCommand())
        {
            create.CommandText = "CREATE VIRTUAL TABLE documents USING fts5(url UNINDEXED, title, body, tokenize = 'porter unicode61 remove_diacritics 2')";
            create.ExecuteNonQuery();
        }

        int count = 0;
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", all).Where(file => s_types.Contains(file.Extension.ToLowerInvariant()) && file.Length <= LargestFile).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            string text = File.ReadAllText(file.FullName);
            bool isHtml = file.Extension.ToLowerInvariant() is ".html" or ".htm";
            string body = isHtml ? HtmlText.From(text) : text;
            string path = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            using SqliteCommand insert = _connection.CreateCommand();
            insert.CommandText = "INSERT INTO documents (url, title, body) VALUES ($url, $title, $body)";
            insert.Parameters.AddWithValue("$url", Scheme + path);
            insert.Parameters.AddWithValue("$title", Title(isHtml ? HtmlText.Title(text) : body, path));
            insert.Parameters.AddWithValue("$body", body);
            insert.ExecuteNonQuery();
            count++;
        }

        transaction.Commit();
        return count;
    }

    /// <summary>The first line that says something, without a heading's marks.</summary>
    private static string Title(string? text, string path)
    {
        const int longest = 120;
        string? line = text?.Split('\n').Select(it => it.Trim().TrimStart('#', '=', '*').Trim()).FirstOrDefault(it => it.Length > 0);
        return line is null ? path : line.Length <= longest ? line : line[..longest];
    }

    private static IEnumerable<string> Words(string query)
    {
        var word = new StringBuilder();
        foreach (char c in query.Append(' '))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }
}
