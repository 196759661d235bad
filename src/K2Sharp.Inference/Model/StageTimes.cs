namespace K2Sharp.Inference.Model;

/// <summary>Adds up how long the stages of steps take. Used by one thread at a time; nothing is allocated.</summary>
/// <param name="clock">Measures.</param>
internal sealed class StageTimes(TimeProvider clock)
{
    private readonly long[] _ticks = new long[(int)Stage.OutputHead + 1];
    private readonly int[] _counts = new int[(int)Stage.OutputHead + 1];
    private long _last;

    /// <summary>A step begins, or goes on after something that no stage is charged with.</summary>
    public void Begin() => _last = clock.GetTimestamp();

    /// <summary>A stage ended that began where the one before ended.</summary>
    public void End(Stage stage)
    {
        long now = clock.GetTimestamp();
        _ticks[(int)stage] += now - _last;
        _counts[(int)stage]++;
        _last = now;
    }

    /// <summary>The mean time of one passage through a stage; zero where there was none.</summary>
    public TimeSpan Mean(Stage stage) => _counts[(int)stage] == 0 ? TimeSpan.Zero : clock.GetElapsedTime(0, _ticks[(int)stage]) / _counts[(int)stage];
}
