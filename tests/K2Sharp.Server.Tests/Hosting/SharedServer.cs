using K2Sharp.TestData;

[assembly: AssemblyFixture(typeof(K2Sharp.Server.Tests.Hosting.SharedServer))]

namespace K2Sharp.Server.Tests.Hosting;

/// <summary>One server for all tests that need no other options.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private MiniServer? _server;

    public async ValueTask InitializeAsync()
    {
        string model = Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, "..", "shared", "data", "golden", "k2-mini"));
        _server = Directory.Exists(model) ? await MiniServer.StartAsync(model) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>The server; skips the test where the model is absent.</summary>
    internal MiniServer Get()
    {
        Assert.SkipWhen(_server is null, "golden data is absent: ../shared/data/golden/k2-mini");
        return _server!;
    }
}
