namespace K2Sharp.Text.Schema.Grammar;

/// <summary>What a byte does to the top of the stack.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Frame">The new top, or what waits below it.</param>
/// <param name="Child">The frame that is pushed.</param>
/// <param name="Lexer">The scalar that begins.</param>
/// <param name="State">The scalar's state.</param>
/// <param name="Label">What the frame that ends has found.</param>
internal readonly record struct StepResult(StepKind Kind, Frame? Frame = null, Frame? Child = null, Lexer? Lexer = null, int State = 0, int Label = 0)
{
    public static StepResult Dead => default;

    public static StepResult Stay(Frame frame) => new(StepKind.Stay, frame);

    public static StepResult Pop(int label) => label == 0 ? default : new StepResult(StepKind.Pop, Label: label);

    /// <summary>The same step of a value that a frame waits for.</summary>
    public StepResult Over(Frame waiting) => Kind switch
    {
        StepKind.BecomeLexer => new StepResult(StepKind.PushLexer, waiting, Lexer: Lexer, State: State),
        StepKind.Stay => new StepResult(StepKind.Push, waiting, Frame),
        _ => default,
    };
}
