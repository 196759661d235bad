namespace K2Sharp.Inference.Scheduling;

/// <summary>
/// Whether guessing ahead pays here and now: it compares the time per token of steps with guesses and of steps without, and now and then tries the one that
/// is not in use. What is said does not depend on it.
/// </summary>
internal sealed class DraftGauge
{
    private const int Trial = 4;
    private const int Between = 128;
    private const double Weight = 0.1;

    private double _plain = double.NaN;
    private double _drafted = double.NaN;
    private int _steps;

    /// <summary>Whether the next step should guess.</summary>
    public bool Wants
    {
        get
        {
            int place = _steps % (Between + Trial);
            bool isTrial = place < Trial;
            if (double.IsNaN(_plain) || double.IsNaN(_drafted))
            {
                // First some without, then some with.
                return place >= Trial;
            }

            return _drafted <= _plain != isTrial;
        }
    }

    /// <summary>Told a step that only went on with answers.</summary>
    /// <param name="isDrafted">Whether tokens were guessed in it.</param>
    /// <param name="said">Tokens that it brought.</param>
    /// <param name="ticks">How long it took, in whatever unit.</param>
    public void Add(bool isDrafted, long said, long ticks)
    {
        _steps++;
        if (said == 0)
        {
            return;
        }

        ref double average = ref isDrafted ? ref _drafted : ref _plain;
        double cost = (double)ticks / said;
        average = double.IsNaN(average) ? cost : average + (Weight * (cost - average));
    }
}
