using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>A grammar of the grammar engine, for one vocabulary.</summary>
internal sealed class EngineGrammar(CompiledGrammar grammar, TokenTrie trie) : ITextGrammar
{
    public ITextState Start() => new EngineState(grammar.CreateState(), trie);
}
