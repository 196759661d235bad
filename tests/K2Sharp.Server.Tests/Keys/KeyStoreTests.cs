using System.Text;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Tests.Operations;
using Microsoft.Extensions.Time.Testing;

namespace K2Sharp.Server.Tests.Keys;

public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryState _state = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly KeyStore _store;

    public KeyStoreTests() => _store = Open();

    [Fact]
    public void A_key_is_found_by_its_secret_with_all_that_was_said_of_it()
    {
        var limits = new KeyLimits(2, 60, 100_000, 1_000_000, 12.345m);
        (ApiKey key, string secret) = _store.Add("ci", limits);
        _store.Add("other", KeyLimits.None);
        Assert.Equal(key, _store.Find(secret));
        Assert.Equal(("ci", _clock.GetUtcNow(), null, limits), (key.Name, key.Created, key.Revoked, key.Limits));
    }

    [Fact]
    public void Nothing_but_the_very_secret_finds_it()
    {
        (_, string secret) = _store.Add("ci", KeyLimits.None);
        for (int i = ApiKeySecret.Prefix.Length; i < secret.Length; i++)
        {
            char other = secret[i] == 'A' ? 'B' : 'A';
            Assert.Null(_store.Find(string.Concat(secret.AsSpan(0, i), other.ToString(), secret.AsSpan(i + 1))));
        }

        Assert.Null(_store.Find(secret + "="));
        Assert.Null(_store.Find(" " + secret));
        Assert.Null(_store.Find(string.Empty));
        Assert.Null(_store.Find("' OR 1=1 --"));
    }

    [Fact]
    public void The_secret_is_in_no_file()
    {
        (ApiKey key, string secret) = _store.Add("ci", KeyLimits.None);
        byte[] random = Encoding.ASCII.GetBytes(secret[ApiKeySecret.Prefix.Length..]);
        Assert.Contains(_state.Files(), file => file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key.Id)) >= 0);
        Assert.DoesNotContain(_state.Files(), file => file.AsSpan().IndexOf(random) >= 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_revoked_key_is_refused_by_every_process_at_once(bool byName)
    {
        (ApiKey key, string secret) = _store.Add("ci", KeyLimits.None);
        using (KeyStore other = Open())
        {
            Assert.Equal(_clock.GetUtcNow(), other.Revoke(byName ? key.Name : key.Id).Revoked);
        }

        Assert.Null(_store.Find(secret));
        Assert.Equal(_clock.GetUtcNow(), Assert.Single(_store.List()).Revoked);
        Assert.Throws<ArgumentException>(() => _store.Revoke(key.Id));
    }

    [Fact]
    public void Revoking_the_last_key_leaves_the_door_closed()
    {
        Assert.False(_store.HasAny());
        (ApiKey key, _) = _store.Add("ci", KeyLimits.None);
        Assert.True(_store.HasGood());
        _store.Revoke(key.Id);
        Assert.True(_store.HasAny());
        Assert.False(_store.HasGood());
    }

    [Fact]
    public void A_name_is_free_again_once_its_key_is_revoked()
    {
        _store.Add("ci", KeyLimits.None);
        ArgumentException taken = Assert.Throws<ArgumentException>(() => _store.Add("ci", KeyLimits.None));
        Assert.Contains("\"ci\" already", taken.Message, StringComparison.Ordinal);
        _store.Revoke("ci");
        _store.Add("ci", KeyLimits.None);
        Assert.Equal(2, _store.List().Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ci")]
    [InlineData("two\nlines")]
    [InlineData("key-1234")]
    [InlineData("sk-k2-1234")]
    public void A_name_that_would_mislead_is_refused(string name) => Assert.Throws<ArgumentException>(() => _store.Add(name, KeyLimits.None));

    [Fact]
    public void Limits_out_of_range_are_refused()
    {
        foreach (KeyLimits limits in new KeyLimits[] { new(Concurrency: 0), new(RequestsPerMinute: -1), new(TokensPerMinute: 0), new(TokensPerDay: 0), new(Credit: -0.01m) })
        {
            Assert.Throws<ArgumentException>(() => _store.Add("ci", limits));
        }

        Assert.Empty(_store.List());
    }

    [Fact]
    public void Only_the_owner_may_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are Unix'");
        _store.Add("ci", KeyLimits.None);
        UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.All(Directory.EnumerateFiles(_state.Root), file => Assert.Equal(UnixFileMode.None, Mode(file) & others));
    }

    [Fact]
    public void A_damaged_file_is_one_line()
    {
        using var other = new TemporaryState();
        File.WriteAllText(other.State.KeysFile, new string('x', 5000));
        IOException exception = Assert.Throws<IOException>(() => new KeyStore(other.State.KeysFile, _clock));
        Assert.Contains("cannot be used", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    public void Dispose()
    {
        _store.Dispose();
        _state.Dispose();
    }

    private KeyStore Open() => new(_state.State.KeysFile, _clock);

    private static UnixFileMode Mode(string file) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file);
}
