namespace K2Sharp.Inference.Model.Experts;

/// <summary>
/// How often each expert is used, where a use counts half after <see cref="HalfLife"/> further steps. Instead of shrinking all counts at every step,
/// later uses weigh more.
/// </summary>
internal sealed class ExpertUse(int experts)
{
    /// <summary>Steps of the model: some answers' worth, so that the hot set follows a change of subject but not of sentence.</summary>
    public const double HalfLife = 4096;

    private const double MostWeight = 1e200;
    private static readonly double s_growth = Math.Pow(2, 1 / HalfLife);
    private readonly double[] _counts = new double[experts];
    private double _weight = 1;

    /// <summary>The count of an expert in a unit that all experts share, but that changes with the steps.</summary>
    public double this[int expert] => _counts[expert];

    public void Add(int expert) => _counts[expert] += _weight;

    /// <summary>Begins a step.</summary>
    /// <returns>The factor by which counts handed out before must be multiplied to compare with those handed out from now on; nearly always 1.</returns>
    public double NextStep()
    {
        _weight *= s_growth;
        if (_weight < MostWeight)
        {
            return 1;
        }

        double factor = 1 / _weight;
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] *= factor;
        }

        _weight = 1;
        return factor;
    }

    /// <summary>An expert's uses, older ones counted less.</summary>
    public double Uses(int expert) => _counts[expert] / _weight;

    /// <summary>Sets what <see cref="Uses"/> says.</summary>
    public void Restore(int expert, double uses) => _counts[expert] = uses * _weight;
}
