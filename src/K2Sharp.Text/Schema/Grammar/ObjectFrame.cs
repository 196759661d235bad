namespace K2Sharp.Text.Schema.Grammar;

/// <summary>An object on the stack.</summary>
internal sealed class ObjectFrame(ObjectState state, ObjectPhase phase, int label) : Frame
{
    public override StepResult Step(byte value) => (phase, value) switch
    {
        (ObjectPhase.Open or ObjectPhase.Next, (byte)'}') => StepResult.Pop(state.EndLabel),
        (ObjectPhase.Open or ObjectPhase.Comma, (byte)'"') when state.Key is KeyLexer key => new StepResult(StepKind.PushLexer, state.Name, Lexer: key, State: key.Start),
        (ObjectPhase.Next, (byte)',') when state.Key is not null => StepResult.Stay(state.Comma),
        (ObjectPhase.Colon, (byte)':') when state.Move(label) is ObjectMove move => new StepResult(StepKind.Push, move.Waiting, move.Value),
        _ => default,
    };

    public override Frame? AfterChild(int found) => phase == ObjectPhase.Name ? state.Move(found)?.Colon : state.Move(label)?.After(found);

    public override bool MayTrack => phase == ObjectPhase.Name;

    public override bool Tracks(int found) => phase == ObjectPhase.Name && state.Shape.Classifier.IsGroup(found);

    public override Frame WithBudget(int budget)
    {
        ObjectState other = state.WithBudget(budget - 1);
        return phase switch
        {
            ObjectPhase.Open => other.Open,
            ObjectPhase.Next => other.Next,
            ObjectPhase.Comma => other.Comma,
            ObjectPhase.Name => other.Name,
            ObjectPhase.Colon => other.Move(label)!.Colon,
            _ => other.Move(label)!.Waiting,
        };
    }
}
