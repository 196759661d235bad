namespace K2Sharp.Training.Runs;

/// <summary>What a phase learns from.</summary>
internal enum PhaseKind
{
    /// <summary>Judged episodes of the scripted teachers.</summary>
    Teachers,

    /// <summary>The model's own episodes that passed their judge, sampled when the phase begins (rejection sampling).</summary>
    OwnEpisodes,

    /// <summary>Rewards for rollouts that the model makes anew in every step.</summary>
    Reinforcement,
}
