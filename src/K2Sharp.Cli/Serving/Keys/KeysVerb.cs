using K2Sharp.Cli.Hosting;

namespace K2Sharp.Cli.Serving.Keys;

/// <summary><c>k2 serve keys</c>: the keys that clients of a server need. Works beside a running server, which asks the same file.</summary>
internal static class KeysVerb
{
    public static Verb Create(CliHost host)
    {
        var keys = new Verb("keys", "add, list, revoke: the keys that clients need.");
        keys.Add(KeysAddVerb.Create(host));
        keys.Add(KeysListVerb.Create(host));
        keys.Add(KeysRevokeVerb.Create(host));
        return keys;
    }
}
