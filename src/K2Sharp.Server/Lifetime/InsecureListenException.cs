namespace K2Sharp.Server.Lifetime;

/// <summary>The server was told to listen where everyone can reach it, and has no keys.</summary>
internal sealed class InsecureListenException : InvalidOperationException
{
    public InsecureListenException()
    {
    }

    /// <param name="address">The address.</param>
    public InsecureListenException(string address)
        : base($"refusing to listen on {address} without keys: make one with \"k2 serve keys add NAME\", listen on 127.0.0.1, or say --insecure")
    {
    }

    public InsecureListenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
