namespace K2Sharp.Training.Optimizers;

/// <summary>
/// Warm-up, stable, decay: the rate rises in a straight line, stays, and falls to a floor where it remains. A pure function of the step,
/// so that a resumed run needs no state for it.
/// </summary>
/// <param name="Peak">The rate of the stable phase.</param>
/// <param name="Floor">The rate of the last decay step and after.</param>
/// <param name="WarmUpSteps">Steps until the peak; the first step's rate is above zero.</param>
/// <param name="StableSteps">Steps at the peak after that.</param>
/// <param name="DecaySteps">Steps from there to the floor.</param>
/// <param name="Shape">How it falls.</param>
internal sealed record LearningRateSchedule(
    double Peak, double Floor, int WarmUpSteps, int StableSteps, int DecaySteps, DecayShape Shape = DecayShape.Cosine)
{
    public int TotalSteps => WarmUpSteps + StableSteps + DecaySteps;

    /// <summary>The first step of the decay.</summary>
    public int DecayStart => WarmUpSteps + StableSteps;

    /// <param name="step">From 0.</param>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmUpSteps)
        {
            return Peak * (step + 1) / WarmUpSteps;
        }

        if (step < DecayStart)
        {
            return Peak;
        }

        if (step >= TotalSteps - 1)
        {
            return Floor;
        }

        double progress = (double)(step - DecayStart + 1) / DecaySteps;
        double remaining = Shape == DecayShape.Cosine ? 0.5 * (1 + Math.Cos(Math.PI * progress)) : 1 - progress;
        return Floor + ((Peak - Floor) * remaining);
    }
}
