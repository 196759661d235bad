namespace K2Sharp.Training.Optimizers;

/// <summary>How the learning rate falls in the last phase.</summary>
internal enum DecayShape
{
    /// <summary>Half a cosine, as in K2's pre-training.</summary>
    Cosine,

    /// <summary>A straight line.</summary>
    Linear,
}
