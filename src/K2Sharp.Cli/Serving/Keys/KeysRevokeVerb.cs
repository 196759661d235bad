using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Server.Keys;

namespace K2Sharp.Cli.Serving.Keys;

/// <summary><c>k2 serve keys revoke</c>: a key is refused from the next request on.</summary>
internal sealed class KeysRevokeVerb
{
    private readonly CliHost _host;
    private readonly StateOption _state = new();
    private readonly Argument<string> _key = new("KEY") { Description = "The key's id or name; never the key itself." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private KeysRevokeVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new KeysRevokeVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("revoke", "Refuse a key from now on.")
        {
            Remarks = "A running server refuses the key at its next request; answers that run are finished. What it has used stays in the ledger.",
            Examples = [("k2 serve keys revoke ci", "by name"), ("k2 serve keys revoke key-1f2e3d4c5b6a", "by id")],
        };
        verb.Add(_key);
        _state.AddTo(verb);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        string which = result.GetRequiredValue(_key);
        if (which.StartsWith(ApiKeySecret.Prefix, StringComparison.Ordinal))
        {
            // It stands in the shell's history now, but at least not in our message.
            throw new UsageException("name the key by its id or name, not by the key itself: \"k2 serve keys list\" shows them");
        }

        using var keys = new KeyStore(_state.Directory(result).KeysFile, _host.Clock);
        ApiKey key = keys.Revoke(which);
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                KeyJson.WriteFields(json, key);
                json.WriteEndObject();
            });
        }
        else
        {
            _host.Output.WriteLine($"revoked {key.Id} (\"{key.Name}\")");
        }

        return ExitCode.Success;
    }
}
