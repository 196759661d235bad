namespace K2Sharp.Server.Storage;

/// <summary>Holds the state folder for this process.</summary>
internal sealed class StateLock(StateDirectory directory) : IDisposable
{
    private readonly IDisposable _lock = directory.Lock();

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
