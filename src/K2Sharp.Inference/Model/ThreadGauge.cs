namespace K2Sharp.Inference.Model;

/// <summary>
/// How many threads steps of few rows should have. Such a step waits for memory, which fewer threads than processors may keep busy as well, or better. Some
/// numbers are tried on real steps in turns, and tried again now and then. Results do not depend on it.
/// </summary>
/// <remarks>
/// A trial is two rounds over the candidates. In a round each has a few steps, of which the first is not counted, as threads wake up in it. Candidates that are
/// far behind after the first round are left out of the second. Only steps with as many rows as the trial's first are compared.
/// </remarks>
internal sealed class ThreadGauge
{
    /// <summary>The most rows of a step that waits for memory rather than for arithmetic; one with more gets all threads.</summary>
    public const int MostRows = 8;

    private const int Rounds = 2;
    private const int CountedSteps = 3;

    // A trial ends without a result if steps of so many rows as it began with have become rare.
    private const int LongestTrial = 128;

    // The first steps read weights from disk and compile code.
    private const int FirstPause = 16;

    // What was found in the beginning may come of that too, so it is looked at again soon, then less and less often.
    private const int ShortPause = 256;
    private const int LongPause = 4096;

    // Of two that differ by less the one with fewer threads is taken: it leaves processors to others.
    private const double Tie = 1.02;
    private const double FarBehind = 1.2;

    // Falling. The first one has all threads.
    private readonly int[] _candidates;
    private readonly long[] _samples;
    private readonly int[] _counts;
    private readonly bool[] _isOut;
    private int _chosen;
    private int _pause = FirstPause;
    private int _nextPause = ShortPause;
    private int _round;
    private int _candidate;
    private int _stepOfTurn;
    private int _trialSteps;
    private int _trialRows;
    private bool _isFew;
    private bool _isCompared;

    /// <param name="threads">All threads; at least 1.</param>
    public ThreadGauge(int threads)
    {
        _candidates = [.. new[] { threads, threads * 3 / 4, threads / 2, threads / 4 }.Select(count => Math.Max(1, count)).Distinct()];
        _samples = new long[_candidates.Length * Rounds * CountedSteps];
        _counts = new int[_candidates.Length];
        _isOut = new bool[_candidates.Length];
        _chosen = threads;
    }

    /// <summary>The number of threads that was found best for steps of few rows; for any thread to read.</summary>
    public int Chosen => Volatile.Read(ref _chosen);

    /// <summary>How many threads the next step should have.</summary>
    /// <param name="rows">Tokens of that step; at least 1.</param>
    public int Next(int rows)
    {
        _isFew = rows <= MostRows;
        _isCompared = false;
        if (!_isFew)
        {
            return _candidates[0];
        }

        if (_pause > 0 || _candidates.Length == 1)
        {
            return _chosen;
        }

        if (_trialSteps == 0)
        {
            _trialRows = rows;
        }

        _isCompared = rows == _trialRows;
        return _isCompared ? _candidates[_candidate] : _chosen;
    }

    /// <summary>Told how long the step took that <see cref="Next"/> was asked about last. Not told of a step that failed.</summary>
    /// <param name="ticks">In whatever unit.</param>
    public void Add(long ticks)
    {
        if (!_isFew || _candidates.Length == 1)
        {
            return;
        }

        if (_pause > 0)
        {
            _pause--;
            return;
        }

        _trialSteps++;
        if (_isCompared && Count(ticks))
        {
            Settle();
            EndTrial();
        }
        else if (_trialSteps >= LongestTrial)
        {
            EndTrial();
        }
    }

    /// <summary>Counts a compared step; true if it was the trial's last.</summary>
    private bool Count(long ticks)
    {
        if (_stepOfTurn > 0)
        {
            Samples(_candidate)[_counts[_candidate]++] = ticks;
        }

        if (_stepOfTurn++ < CountedSteps)
        {
            return false;
        }

        _stepOfTurn = 0;
        do
        {
            _candidate++;
        }
        while (_candidate < _candidates.Length && _isOut[_candidate]);

        if (_candidate < _candidates.Length)
        {
            return false;
        }

        LeaveOut();
        _candidate = Array.IndexOf(_isOut, false);
        return ++_round == Rounds;
    }

    private void LeaveOut()
    {
        double limit = Best() * FarBehind;
        for (int i = 0; i < _candidates.Length; i++)
        {
            _isOut[i] |= Median(i) > limit;
        }
    }

    private void Settle()
    {
        double best = Best();
        if (best <= 0)
        {
            // The clock did not move, so nothing is known.
            return;
        }

        for (int i = _candidates.Length - 1; i >= 0; i--)
        {
            if (!_isOut[i] && Median(i) <= best * Tie)
            {
                Volatile.Write(ref _chosen, _candidates[i]);
                return;
            }
        }
    }

    private void EndTrial()
    {
        _pause = _nextPause;
        _nextPause = Math.Min(2 * _nextPause, LongPause);
        _round = _candidate = _stepOfTurn = _trialSteps = 0;
        Array.Clear(_counts);
        Array.Clear(_isOut);
    }

    private double Best()
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < _candidates.Length; i++)
        {
            best = _isOut[i] ? best : Math.Min(best, Median(i));
        }

        return best;
    }

    private double Median(int candidate)
    {
        Span<long> samples = Samples(candidate)[.._counts[candidate]];
        samples.Sort();
        int middle = samples.Length / 2;
        return samples.Length % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2.0;
    }

    private Span<long> Samples(int candidate) => _samples.AsSpan(candidate * Rounds * CountedSteps, Rounds * CountedSteps);
}
