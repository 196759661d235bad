using System.Text.Json;
using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;
using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>Grammars from the grammar engine. The trie of the vocabulary, which takes a moment to build, is made when the first is needed.</summary>
internal sealed class GrammarSource(K2Tokenizer tokenizer) : IGrammarSource
{
    private readonly Lazy<TokenTrie> _trie = new(() => TokenTrie.Create(tokenizer));

    public ITextGrammar AnyObject() => new EngineGrammar(CompiledGrammar.AnyObject(), _trie.Value);

    public ITextGrammar FromSchema(JsonElement schema, string field) => Compile(() => CompiledGrammar.FromJsonSchema(schema), field);

    public ITextGrammar FromPattern(string pattern, string field) => Compile(() => CompiledGrammar.FromRegex(pattern), field);

    public ITextGrammar FromChoices(IReadOnlyList<string> choices, string field) => Compile(() => CompiledGrammar.FromChoices(choices), field);

    private EngineGrammar Compile(Func<CompiledGrammar> compile, string field)
    {
        try
        {
            return new EngineGrammar(compile(), _trie.Value);
        }
        catch (GrammarException exception)
        {
            throw new AnswerFormatException(field, exception.Message, exception);
        }
    }
}
