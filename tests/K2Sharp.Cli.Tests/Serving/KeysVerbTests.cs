using System.Text.Json;

namespace K2Sharp.Cli.Tests.Serving;

public sealed class KeysVerbTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    [Fact]
    public void A_key_is_shown_once_and_alone_on_standard_output()
    {
        CliRun add = Keys("add", "ci", "--rpm", "60", "--tpm", "200000", "--credit", "12.50").AssertSuccess();
        string secret = Assert.Single(add.OutputLines);
        Assert.Matches("^sk-k2-[A-Za-z0-9_-]{43}$", secret);
        Assert.Contains("not shown again", add.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, add.Error, StringComparison.Ordinal);

        CliRun list = Keys("list", "--json").AssertSuccess();
        Assert.DoesNotContain(secret["sk-k2-".Length..], list.Output, StringComparison.Ordinal);
        JsonElement key = Assert.Single(list.Json.GetProperty("keys").EnumerateArray().ToArray());
        Assert.Equal("ci", key.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, key.GetProperty("revoked").ValueKind);
        JsonElement limits = key.GetProperty("limits");
        Assert.Equal((60, 200_000, 12.5m), (limits.GetProperty("rpm").GetInt32(), limits.GetProperty("tpm").GetInt32(), limits.GetProperty("credit").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, limits.GetProperty("tpd").ValueKind);
        Assert.Equal((0, 0m), (key.GetProperty("requests").GetInt32(), key.GetProperty("spent").GetDecimal()));
        Assert.Contains(key.GetProperty("id").GetString()!, Keys("list").AssertSuccess().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_revoked_by_name_or_id()
    {
        Keys("add", "one").AssertSuccess();
        string id = Keys("add", "two", "--json").AssertSuccess().Json.GetProperty("id").GetString()!;
        Assert.Contains("\"one\"", Keys("revoke", "one").AssertSuccess().Output, StringComparison.Ordinal);
        Assert.Equal(id, Keys("revoke", id, "--json").AssertSuccess().Json.GetProperty("id").GetString());
        Assert.All(Keys("list", "--json").Json.GetProperty("keys").EnumerateArray(), key => Assert.Equal(JsonValueKind.String, key.GetProperty("revoked").ValueKind));
        Keys("revoke", "one").AssertError(2, "no good key");
    }

    [Fact]
    public void Mistakes_are_one_line()
    {
        Keys("add", "ci").AssertSuccess();
        Keys("add", "ci").AssertError(2, "\"ci\" already");
        Keys("add", "").AssertError(2, "1 to 64 characters");
        Keys("add", "x", "--rpm", "0").AssertError(2, "rpm must be at least 1");
        Keys("add", "x", "--credit", "-1").AssertError(2, "credit");
        Keys("add", "x", "--rpm", "many").AssertError(2, "--rpm");
        Keys("add").AssertError(2);
        File.WriteAllText(_state.File("keys.db"), new string('x', 5000));
        Keys("list").AssertError(1, "cannot be used");
    }

    [Fact]
    public void A_key_that_is_given_where_its_name_belongs_is_not_repeated()
    {
        string secret = Assert.Single(Keys("add", "ci").AssertSuccess().OutputLines);
        CliRun run = Keys("revoke", secret).AssertError(2, "not by the key itself");
        Assert.DoesNotContain(secret, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_keys_the_list_says_how_to_make_one() =>
        Assert.Contains("k2 serve keys add", Keys("list").AssertSuccess().Output, StringComparison.Ordinal);

    [Fact]
    public void Help_names_the_verbs()
    {
        string help = CliRun.Of("serve", "keys", "--help").AssertSuccess().Output;
        Assert.All((string[])["add", "list", "revoke"], verb => Assert.Contains(verb, help, StringComparison.Ordinal));
        Assert.Contains("k2 serve keys", CliRun.Of("serve", "--help").AssertSuccess().Output, StringComparison.Ordinal);
    }

    public void Dispose() => _state.Dispose();

    private CliRun Keys(string verb, params string[] args) => CliRun.Of(["serve", "keys", verb, .. args, "--state", _state.Root]);
}
