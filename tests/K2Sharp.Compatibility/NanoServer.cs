using K2Sharp.Server.Tests.Hosting;
using K2Sharp.TestData;

namespace K2Sharp.Compatibility;

/// <summary>A server with k2-nano, the trained model; tests that need a model that behaves skip while it is absent.</summary>
internal static class NanoServer
{
    public static Task<MiniServer> StartAsync()
    {
        string model = Path.Combine(SharedData.RepositoryRoot, "models", "k2-nano");
        Assert.SkipUnless(File.Exists(Path.Combine(model, "config.json")), "models/k2-nano is absent: the trained model is not part of this checkout yet");
        return MiniServer.StartAsync(model);
    }
}
