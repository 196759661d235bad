using K2Sharp.Text.Schema.Automata;

namespace K2Sharp.Text.Schema.Grammar;

/// <summary>Waits for the first byte of a value.</summary>
internal sealed class ValueFrame(GoalSet goals, int budget, bool isUnique) : Frame
{
    private readonly Lazy<Frame?> _array = new(() => isUnique || budget <= 0 ? null : goals.Machine.BeginArray(goals, budget));
    private readonly Lazy<Frame?> _object = new(() => isUnique || budget <= 0 ? null : goals.Machine.BeginObject(goals, budget));

    public override StepResult Step(byte value)
    {
        switch (value)
        {
            case (byte)'"':
                return goals.Strings(isUnique) is StringLexer strings ? new StepResult(StepKind.BecomeLexer, Lexer: strings, State: strings.Start) : default;
            case (byte)'[':
                return _array.Value is Frame array ? StepResult.Stay(array) : default;
            case (byte)'{':
                return _object.Value is Frame item ? StepResult.Stay(item) : default;
            default:
                return !isUnique && goals.Words is WordLexer words && words.After(value) is int state and not Dfa.Dead
                    ? new StepResult(StepKind.BecomeLexer, Lexer: words, State: state)
                    : default;
        }
    }

    public override Frame WithBudget(int newBudget) => goals.Frame(newBudget, isUnique);
}
