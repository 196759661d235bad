using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Reads the texts of an automaton that is not empty.</summary>
/// <param name="automaton">The automaton.</param>
/// <param name="spelling">How the texts are spelled.</param>
/// <param name="isUniform">Whether all labels count as 1.</param>
internal sealed class DfaLexer(Dfa automaton, StringSpelling spelling, bool isUniform) : StringLexer(spelling)
{
    public override int Label(int state) => isUniform ? Math.Min(1, automaton.Label(state)) : automaton.Label(state);

    public override int PlainLimit(int state) => automaton.IsAllLive(state) ? int.MaxValue : 0;

    public override double Completions(int state) => automaton.Completions(state);

    protected override int Next(int state, int codePoint) => automaton.Next(state, codePoint);

    protected override bool CanGo(int state, int low, int high) => automaton.CanGo(state, low, high);
}
