namespace K2Sharp.Training.Optimizers;

/// <summary>How a weight is updated.</summary>
internal enum UpdateRule
{
    /// <summary>Orthogonalized momentum, for hidden matrices; a stack [experts, out, in] counts as separate matrices.</summary>
    Muon,

    /// <summary>Adam with decoupled weight decay, for embeddings, the head, norms, biases and the router.</summary>
    AdamW,
}
