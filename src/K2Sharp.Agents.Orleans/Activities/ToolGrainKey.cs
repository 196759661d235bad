using Orleans.Runtime;

namespace K2Sharp.Agents.Orleans.Activities;

/// <summary>Keys of <see cref="IToolGrain"/>: a silo's address and a run's id.</summary>
internal static class ToolGrainKey
{
    public static string Of(SiloAddress silo, string run) => $"{silo.ToParsableString()}/{run}";

    public static SiloAddress Silo(string key) => SiloAddress.FromParsableString(key[..key.LastIndexOf('/')]);

    public static string Run(string key) => key[(key.LastIndexOf('/') + 1)..];
}
