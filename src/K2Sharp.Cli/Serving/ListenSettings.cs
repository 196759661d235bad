using System.Net;

namespace K2Sharp.Cli.Serving;

/// <summary>Where to listen.</summary>
/// <param name="Address">The address of an interface; the loopback one unless said otherwise.</param>
/// <param name="Port">The port; 0 for a free one.</param>
/// <param name="IsGiven">Whether the command line says it, and not only the default.</param>
internal sealed record ListenSettings(IPAddress Address, int Port, bool IsGiven);
