using System.Text;
using System.Text.Json;
using K2Sharp.TestData;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;

namespace K2Sharp.Text.Tests.Schema.Grammar;

/// <summary>Helpers for grammar tests: schemas from text, the suites, a small vocabulary and random walks.</summary>
internal static class GrammarRun
{
    private static readonly string[] s_pieces =
    [
        "\":\"", "\",\"", "{\"", "\"}", "\":", "\",", "},{", "]}", "[{\"", "[]", "{}", "true", "false", "null", "12", "0.5", "é", "🙂", "天地", "ab", "foo\":", "\"a\"", "\"a\":1",
        "\"b\":", "\\n", "\\u00", "00", "1e", "\"},{\"", "\"],", "[[", "]]", ",\"a\":", "abc", "-1", ".0",
    ];

    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> s_remotes = new(LoadRemotes);

    /// <summary>Each byte as a token, ids 0 to 255, then pieces that span several parts of a text, and two that split a character.</summary>
    public static byte[][] SmallVocabulary { get; } =
        [.. Enumerable.Range(0, 256).Select(value => new[] { (byte)value }), .. s_pieces.Select(Encoding.UTF8.GetBytes), [0xC3], [0x99, 0x82, (byte)'"'], [(byte)'a', 0xF0, 0x9F]];

    public static TokenTrie SmallTrie { get; } = TokenTrie.Create(SmallVocabulary.Length, SmallVocabulary.Select((bytes, id) => (id, bytes)));

    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public static CompiledGrammar Compile(string schema, bool formats = true) =>
        CompiledGrammar.FromJsonSchema(Json(schema), new GrammarOptions { AssertFormats = formats });

    public static bool Accepts(this CompiledGrammar grammar, string text) => grammar.Accepts(Encoding.UTF8.GetBytes(text));

    public static IReadOnlyDictionary<string, JsonElement> Remotes => s_remotes.Value;

    /// <summary>The schemas of the JSON-Schema-Test-Suite with their tests.</summary>
    public static IEnumerable<(string Name, JsonElement Schema, JsonElement Tests)> Suite()
    {
        string root = SharedData.Path("schema", "json-schema-test-suite", "tests", "draft2020-12");
        foreach (string path in Directory.EnumerateFiles(root, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (JsonElement group in Json(File.ReadAllText(path)).EnumerateArray())
            {
                yield return ($"{Path.GetFileNameWithoutExtension(path)}: {group.GetProperty("description").GetString()}", group.GetProperty("schema"), group.GetProperty("tests"));
            }
        }
    }

    /// <summary>The schemas that Moonshot's validator takes for good.</summary>
    public static IEnumerable<(string Name, JsonElement Schema)> Mfjs()
    {
        string root = SharedData.Path("schema", "mfjs", "validator_cases");
        foreach (string path in Directory.EnumerateFiles(root, "valid.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (string line in File.ReadLines(path).Where(line => line.Length > 0))
            {
                yield return ($"{Path.GetFileName(Path.GetDirectoryName(path))}: {line}", Json(line));
            }
        }
    }

    /// <summary>
    /// Writes a random text of a grammar, token by token of the small vocabulary, choosing what closes more often the longer it gets. Null when
    /// it did not end in time; fails where nothing may follow a text that is not complete.
    /// </summary>
    public static byte[]? Walk(CompiledGrammar grammar, Random random, int maxTokens = 400, Action<GrammarState, ulong[]>? visit = null)
    {
        GrammarState state = grammar.CreateState();
        ulong[] mask = new ulong[SmallTrie.MaskWords];
        List<byte> text = [];
        for (int i = 0; i < maxTokens; i++)
        {
            if (state.CanEnd && (state.MustEnd || random.Next(3) == 0))
            {
                return [.. text];
            }

            state.FillMask(SmallTrie, mask, TestContext.Current.CancellationToken);
            visit?.Invoke(state, mask);
            List<int> allowed = [.. Enumerable.Range(0, SmallVocabulary.Length).Where(id => (mask[id >> 6] >> id & 1) != 0)];
            Assert.True(allowed.Count > 0 || state.CanEnd, $"a dead end after {Encoding.UTF8.GetString([.. text])}");
            if (allowed.Count == 0)
            {
                return [.. text];
            }

            List<int> closing = [.. allowed.Where(id => id is '"' or '}' or ']')];
            int token = closing.Count > 0 && random.Next(40) < 5 + i ? closing[random.Next(closing.Count)] : allowed[random.Next(allowed.Count)];
            Assert.True(state.TryAccept(SmallVocabulary[token]), $"token {token} is in the mask but refused after {Encoding.UTF8.GetString([.. text])}");
            text.AddRange(SmallVocabulary[token]);
        }

        return null;
    }

    private static Dictionary<string, JsonElement> LoadRemotes()
    {
        string root = SharedData.Path("schema", "json-schema-test-suite", "remotes");
        return Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories)
            .ToDictionary(path => "http://localhost:1234/" + Path.GetRelativePath(root, path).Replace('\\', '/'), path => Json(File.ReadAllText(path)), StringComparer.Ordinal);
    }
}
