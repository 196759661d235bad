namespace K2Sharp.Training.Data;

/// <summary>Which side of the held-out line a task lies on.</summary>
internal enum Split
{
    /// <summary>What the model is trained on.</summary>
    Train,

    /// <summary>Entities and numbers that training never shows.</summary>
    HeldOut,
}
