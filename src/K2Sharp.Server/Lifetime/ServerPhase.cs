namespace K2Sharp.Server.Lifetime;

/// <summary>Where a server is in its life.</summary>
internal enum ServerPhase
{
    /// <summary>The weights are being mapped, or the first token is being made.</summary>
    Loading,

    /// <summary>Requests are answered.</summary>
    Ready,

    /// <summary>The server is about to end; what runs is finished.</summary>
    Draining,
}
