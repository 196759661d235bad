namespace K2Sharp.Text.Schema.Grammar;

/// <summary>A level of the stack: an array or object at some place, or a value that is awaited. Immutable and shared.</summary>
internal abstract class Frame : Spot
{
    /// <summary>What a byte does. Frames that wait for what is above them get none.</summary>
    public abstract StepResult Step(byte value);

    /// <summary>The frame after what it waited for has ended with a label; null where that may not be.</summary>
    public virtual Frame? AfterChild(int label) => null;

    /// <summary>Whether <see cref="Tracks"/> is true of some label.</summary>
    public virtual bool MayTrack => false;

    /// <summary>Whether a text that ends with a label must differ from those before it.</summary>
    public virtual bool Tracks(int label) => false;

    /// <summary>The frame at a place where fewer levels may follow.</summary>
    public virtual Frame WithBudget(int budget) => this;
}
