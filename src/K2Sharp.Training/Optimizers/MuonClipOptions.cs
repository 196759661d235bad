namespace K2Sharp.Training.Optimizers;

/// <summary>Constants of <see cref="MuonClip"/>; the defaults are the published ones where there are any.</summary>
internal sealed record MuonClipOptions
{
    /// <summary>Muon's momentum.</summary>
    public double Momentum { get; init; } = 0.95;

    /// <summary>Look one momentum step ahead, as Moonlight's code does.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>The root mean square of Muon's update, as a share of the learning rate; 0.2 is what AdamW's updates have.</summary>
    public double UpdateRms { get; init; } = 0.2;

    /// <summary>Decoupled weight decay of matrices under both rules; vectors (norms, biases) do not decay.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>AdamW's decay rate of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay rate of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Gradients are scaled down together to this norm where theirs is larger; none for no limit.</summary>
    public double? MaxGradientNorm { get; init; }
}
