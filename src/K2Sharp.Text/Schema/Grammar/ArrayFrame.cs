namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An array on the stack.</summary>
internal sealed class ArrayFrame(ArrayState state, ArrayPhase phase) : Frame
{
    public override StepResult Step(byte value)
    {
        if (value == ']')
        {
            return phase == ArrayPhase.Waiting ? default : StepResult.Pop(state.EndLabel);
        }

        if (state.Item is not ValueFrame item)
        {
            return default;
        }

        return phase switch
        {
            ArrayPhase.Open => item.Step(value).Over(state.Waiting),
            ArrayPhase.Next when value == ',' => new StepResult(StepKind.Push, state.Waiting, item),
            _ => default,
        };
    }

    public override Frame? AfterChild(int label) => state.After(label);

    public override bool MayTrack => state.IsUnique;

    public override bool Tracks(int label) => state.IsUnique;

    public override Frame WithBudget(int budget)
    {
        ArrayState other = state.WithBudget(budget - 1);
        return phase switch { ArrayPhase.Open => other.Open, ArrayPhase.Next => other.Next, _ => other.Waiting };
    }
}
