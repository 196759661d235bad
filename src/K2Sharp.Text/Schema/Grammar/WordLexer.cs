using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>
/// Reads numbers and the constants null, true and false as ASCII texts of an automaton. They have no closing mark: they end before a comma
/// or a closing bracket.
/// </summary>
internal sealed class WordLexer(Dfa automaton) : Lexer
{
    public override StepKind Step(ref int state, ref int part, byte value)
    {
        if (value is (byte)',' or (byte)']' or (byte)'}')
        {
            return Label(state) != 0 ? StepKind.Replay : StepKind.Dead;
        }

        state = value < 0x80 ? automaton.Next(state, value) : Dfa.Dead;
        return state == Dfa.Dead ? StepKind.Dead : StepKind.Stay;
    }

    public override int Label(int state) => automaton.Label(state);

    public override int EndLabel(int state, int part) => automaton.Label(state);

    /// <summary>The state after a first byte, or <see cref="Dfa.Dead"/>.</summary>
    public int After(byte first) => first < 0x80 ? automaton.Next(0, first) : Dfa.Dead;
}
