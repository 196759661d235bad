namespace K2Sharp.Extensions.AI.Hosting;

/// <summary>Where a host's engine stands.</summary>
internal enum K2State
{
    /// <summary>The weights are being mapped, or the first token is computed.</summary>
    Loading,

    /// <summary>Requests are answered.</summary>
    Ready,

    /// <summary>Running answers are finished, new requests are refused.</summary>
    Draining,
}
