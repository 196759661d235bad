using K2Sharp.Text.Schema.Grammar;
using K2Sharp.Text.Schema.Masks;

namespace K2Sharp.Text.Schema.ToolFormat;

/// <summary>A text of an <see cref="EngineGrammar"/>.</summary>
internal sealed class EngineState(GrammarState state, TokenTrie trie) : ITextState
{
    public bool CanEnd => state.CanEnd;

    public bool MustEnd => state.MustEnd;

    public ITextState Clone() => new EngineState(state.Clone(), trie);

    public bool TryAccept(ReadOnlySpan<byte> bytes) => state.TryAccept(bytes);

    public int GetForcedBytes(Span<byte> destination) => state.GetForcedBytes(destination);

    public void FillMask(Span<ulong> mask, CancellationToken cancellation) => state.FillMask(trie, mask, cancellation);
}
