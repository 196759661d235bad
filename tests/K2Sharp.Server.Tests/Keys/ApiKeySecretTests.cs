using K2Sharp.Server.Keys;

namespace K2Sharp.Server.Tests.Keys;

public sealed class ApiKeySecretTests
{
    [Fact]
    public void A_key_has_its_prefix_and_32_random_bytes()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(_ => ApiKeySecret.Generate())];
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.All(keys, key =>
        {
            Assert.Matches("^sk-k2-[A-Za-z0-9_-]{43}$", key);
            Assert.True(ApiKeySecret.IsWellFormed(key));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-k2-")]
    [InlineData("sk-k2-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sk-k2-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sk-k3-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("sk-k2-AAAAAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("SK-K2-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_key_is_not_looked_up(string text) => Assert.False(ApiKeySecret.IsWellFormed(text));

    [Fact]
    public void The_hash_is_SHA_256() =>
        Assert.Equal("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", Convert.ToHexString(ApiKeySecret.Hash("abc")));
}
