namespace K2Sharp.Text.Schema.Grammar;

/// <summary>The bottom of the stack: waits for the whole text, then for nothing.</summary>
internal sealed class RootFrame : Frame
{
    private RootFrame()
    {
    }

    public static RootFrame Waiting { get; } = new();

    public static RootFrame Done { get; } = new();

    public override StepResult Step(byte value) => default;

    public override Frame? AfterChild(int label) => this == Waiting && label != 0 ? Done : null;
}
