using System.CommandLine;
using System.Globalization;
using K2Sharp.Cli.Hosting;
using K2Sharp.Server.Keys;
using K2Sharp.Server.Ledger;
using K2Sharp.Server.Storage;
using Spectre.Console;

namespace K2Sharp.Cli.Serving.Keys;

/// <summary><c>k2 serve keys list</c>: the keys, their limits and what they have used.</summary>
internal sealed class KeysListVerb
{
    private static readonly LedgerAccount s_unused = new(0, 0, 0);
    private readonly CliHost _host;
    private readonly StateOption _state = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private KeysListVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new KeysListVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("list", "Show the keys, their limits and what they have used.")
        {
            Remarks = "The keys themselves cannot be shown: only their hashes are kept.",
            Examples = [("k2 serve keys list", "all keys, the revoked ones too")],
        };
        _state.AddTo(verb);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        StateDirectory state = _state.Directory(result);
        using var store = new KeyStore(state.KeysFile, _host.Clock);
        using var ledger = new LedgerDatabase(state.LedgerFile);
        IReadOnlyList<ApiKey> keys = store.List();
        IReadOnlyDictionary<string, LedgerAccount> accounts = ledger.Accounts();
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("keys");
                foreach (ApiKey key in keys)
                {
                    LedgerAccount used = accounts.GetValueOrDefault(key.Id, s_unused);
                    json.WriteStartObject();
                    KeyJson.WriteFields(json, key);
                    json.WriteNumber("requests", used.Requests);
                    json.WriteNumber("tokens", used.Tokens);
                    json.WriteNumber("spent", used.Spent);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
        else if (keys.Count == 0)
        {
            _host.Output.WriteLine("no keys: \"k2 serve keys add NAME\" makes one");
        }
        else
        {
            Write(keys, accounts);
        }

        return ExitCode.Success;
    }

    private void Write(IReadOnlyList<ApiKey> keys, IReadOnlyDictionary<string, LedgerAccount> accounts)
    {
        Table table = Tables.Numbers("keys", "id", "name", "made", "state", "concurrency", "RPM", "TPM", "TPD", "credit", "requests", "tokens", "spent");
        foreach (ApiKey key in keys)
        {
            LedgerAccount used = accounts.GetValueOrDefault(key.Id, s_unused);
            KeyLimits limits = key.Limits;
            table.Row(
                key.Id,
                OneLine.From(key.Name),
                Date(key.Created),
                key.Revoked is { } revoked ? $"revoked {Date(revoked)}" : "good",
                Limit(limits.Concurrency),
                Limit(limits.RequestsPerMinute),
                Limit(limits.TokensPerMinute),
                Limit(limits.TokensPerDay),
                Limit(limits.Credit),
                used.Requests.ToString(CultureInfo.InvariantCulture),
                used.Tokens.ToString(CultureInfo.InvariantCulture),
                used.Spent.ToString("0.######", CultureInfo.InvariantCulture));
        }

        Tables.Console(_host).Write(table);
    }

    private static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Limit(decimal? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "-";
}
