using K2Sharp.Server.Keys;
using K2Sharp.Server.Lifetime;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Tests.Lifetime;

public sealed class ListenPolicyTests
{
    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://127.3.2.1:80", true)]
    [InlineData("http://[::1]:80", true)]
    [InlineData("https://localhost:443", true)]
    [InlineData("http://unix:/run/k2.sock", true)]
    [InlineData("http://0.0.0.0:80", false)]
    [InlineData("http://*:80", false)]
    [InlineData("http://+:80", false)]
    [InlineData("http://[::]:80", false)]
    [InlineData("http://192.0.2.1:80", false)]
    [InlineData("https://k2.example.com:443", false)]
    public void Only_this_machine_is_listened_to_without_keys(string url, bool isLocal)
    {
        using var state = new TemporaryState();
        using var keys = new KeyStore(state.State.KeysFile, TimeProvider.System);
        var policy = new ListenPolicy(keys, Options.Create(new OperationsOptions()));
        if (isLocal)
        {
            policy.CheckUrl(url);
        }
        else
        {
            InsecureListenException exception = Assert.Throws<InsecureListenException>(() => policy.CheckUrl(url));
            Assert.Contains("k2 serve keys add", exception.Message, StringComparison.Ordinal);
        }

        // A key, or the operator's word, opens it; a revoked key does not.
        new ListenPolicy(keys, Options.Create(new OperationsOptions { IsInsecure = true })).CheckUrl(url);
        ApiKey key = keys.Add("ci", KeyLimits.None).Key;
        policy.CheckUrl(url);
        keys.Revoke(key.Id);
        Assert.Equal(isLocal, Record.Exception(() => policy.CheckUrl(url)) is null);
    }

    [Fact]
    public async Task A_server_does_not_start_publicly_without_keys()
    {
        await Assert.ThrowsAsync<InsecureListenException>(() => OperationsHost.StartAtAsync("http://0.0.0.0:0"));
        await Assert.ThrowsAsync<InsecureListenException>(() => OperationsHost.StartAsync(("Kestrel:Endpoints:Public:Url", "http://[::]:0")));
        await using OperationsHost host = await OperationsHost.StartAtAsync("http://0.0.0.0:0", ("K2:Operations:IsInsecure", "true"));
        Assert.Equal(ServerPhase.Ready, host.Server.Phase);
    }
}
