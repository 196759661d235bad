using K2Sharp.Server;
using K2Sharp.Server.Tests.Hosting;
using K2Sharp.TestData;

namespace K2Sharp.Compatibility;

/// <summary>A server with k2-nano, the trained model; tests that need a model that behaves skip while it is absent.</summary>
internal static class NanoServer
{
    /// <summary>The model's folder; skips the test where it is absent.</summary>
    public static string Model
    {
        get
        {
            string model = Path.Combine(SharedData.RepositoryRoot, "models", "k2-nano");
            Assert.SkipUnless(File.Exists(Path.Combine(model, "config.json")), "models/k2-nano is absent: the trained model is not part of this checkout yet");
            return model;
        }
    }

    public static Task<MiniServer> StartAsync(Action<K2ServerOptions>? options = null) => MiniServer.StartAsync(Model, options: options);
}
