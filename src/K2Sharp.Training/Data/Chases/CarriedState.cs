namespace K2Sharp.Training.Data.Chases;

/// <summary>A number that is carried from thought to thought along a chase and changed by each result's value.</summary>
internal abstract class CarriedState
{
    /// <summary>What it is called in thoughts and, capitalised, in answers.</summary>
    public abstract string Name { get; }

    /// <summary>How the user asks for it.</summary>
    public abstract IReadOnlyList<string> Requests { get; }

    /// <summary>The state before the first call.</summary>
    public abstract int Start { get; }

    /// <summary>A state in the middle of a long chase.</summary>
    public abstract int DrawMiddle(TaskRandom random);

    public abstract int DrawValue(TaskRandom random);

    public abstract int Next(int state, int value);

    /// <summary>The state as thoughts and answers write it.</summary>
    public abstract string Format(int state);

    /// <summary>The small steps from the state to the next one, ending with it.</summary>
    public abstract string Explain(int state, int value);
}
