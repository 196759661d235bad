namespace K2Sharp.Inference.Model;

/// <summary>The parts of a step whose time is told apart.</summary>
internal enum Stage
{
    /// <summary>Attention of one layer, with its norm.</summary>
    Attention,

    /// <summary>The MLP of a layer without experts, with its norm.</summary>
    DenseMlp,

    /// <summary>Router, routed and shared experts of a layer, with their norm.</summary>
    Experts,

    /// <summary>The final norm and the projection to the vocabulary.</summary>
    OutputHead,
}
