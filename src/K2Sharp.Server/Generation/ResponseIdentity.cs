namespace K2Sharp.Server.Generation;

/// <summary>What every piece of an answer repeats.</summary>
/// <param name="Id">The answer's id.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="Fingerprint">Stands for everything beside the request that decides which tokens a seed gives.</param>
internal sealed record ResponseIdentity(string Id, long Created, string Model, string Fingerprint);
