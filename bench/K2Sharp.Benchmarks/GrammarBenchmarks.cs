using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Benchmarks;

/// <summary>
/// Compiling a tool's schema, and masks at typical places, warm. The vocabulary is the one in the folder that the environment variable
/// K2_TOKENIZER names.
/// </summary>
[MemoryDiagnoser]
public class GrammarBenchmarks
{
    private const string Tool =
        """
        {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":14},"unit":{"enum":["celsius","fahrenheit"]},
        "tags":{"type":"array","items":{"type":"string","maxLength":20}}},"required":["city"]}
        """;

    private readonly JsonElement _schema = JsonDocument.Parse(Tool).RootElement;
    private TokenTrie _trie = null!;
    private CompiledGrammar _grammar = null!;
    private GrammarState _state = null!;
    private ulong[] _mask = [];

    /// <summary>The text before the mask.</summary>
    [Params("", "{\"", "{\"city\":\"Bei", "{\"city\":\"x\",\"days\":1", "{\"unit\":\"cel")]
    public string Begun { get; set; } = "";

    /// <summary>Loads the vocabulary and goes to the place.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string folder = Environment.GetEnvironmentVariable("K2_TOKENIZER") ?? throw new InvalidOperationException("set K2_TOKENIZER to a tokenizer's folder");
        _trie = TokenTrie.Create(K2Tokenizer.Load(folder));
        _grammar = CompiledGrammar.FromJsonSchema(_schema);
        _state = _grammar.CreateState();
        _mask = new ulong[_trie.MaskWords];
        if (!_state.TryAccept(Encoding.UTF8.GetBytes(Begun)))
        {
            throw new InvalidOperationException($"the schema does not allow {Begun}");
        }
    }

    /// <summary>A mask whose parts are known.</summary>
    [Benchmark]
    public ulong Mask()
    {
        _state.FillMask(_trie, _mask);
        return _mask[0];
    }

    /// <summary>A schema to a grammar.</summary>
    [Benchmark]
    public CompiledGrammar Compile() => CompiledGrammar.FromJsonSchema(_schema);
}
