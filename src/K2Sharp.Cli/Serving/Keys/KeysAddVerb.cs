using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Server.Keys;

namespace K2Sharp.Cli.Serving.Keys;

/// <summary><c>k2 serve keys add</c>: makes a key and shows it, once.</summary>
internal sealed class KeysAddVerb
{
    private readonly CliHost _host;
    private readonly StateOption _state = new();
    private readonly Argument<string> _name = new("NAME") { Description = "Whose key it is, for logs, lists and error messages." };
    private readonly Option<int?> _concurrency = new("--concurrency") { Description = "Requests at the same time.", HelpName = "N" };
    private readonly Option<int?> _requests = new("--rpm") { Description = "Requests per minute.", HelpName = "N" };
    private readonly Option<long?> _minute = new("--tpm") { Description = "Tokens per minute, of prompts and answers.", HelpName = "N" };
    private readonly Option<long?> _day = new("--tpd") { Description = "Tokens per 24 hours, of prompts and answers.", HelpName = "N" };
    private readonly Option<decimal?> _credit = new("--credit") { Description = "Money to spend, by the server's price table.", HelpName = "AMOUNT" };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private KeysAddVerb(CliHost host) => _host = host;

    public static Verb Create(CliHost host) => new KeysAddVerb(host).Build();

    private Verb Build()
    {
        var verb = new Verb("add", "Make a key and print it.")
        {
            Remarks = "The key is printed now and never again: only its hash is kept. The first key that is made closes a running server to everyone without one.",
            Examples =
            [
                ("k2 serve keys add ci --rpm 60 --tpm 200000", "a key with limits"),
                ("K2_KEY=$(k2 serve keys add me)", "the key alone goes to standard output"),
            ],
        };
        verb.Add(_name);
        verb.Add(_concurrency);
        verb.Add(_requests);
        verb.Add(_minute);
        verb.Add(_day);
        verb.Add(_credit);
        _state.AddTo(verb);
        verb.Add(_json);
        verb.SetAction(Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        var limits = new KeyLimits(
            result.GetValue(_concurrency), result.GetValue(_requests), result.GetValue(_minute), result.GetValue(_day), result.GetValue(_credit));
        using var keys = new KeyStore(_state.Directory(result).KeysFile, _host.Clock);
        (ApiKey key, string secret) = keys.Add(result.GetRequiredValue(_name), limits);
        if (result.GetValue(_json))
        {
            JsonOutput.WriteLine(_host, json =>
            {
                json.WriteStartObject();
                json.WriteString("key", secret);
                KeyJson.WriteFields(json, key);
                json.WriteEndObject();
            });
        }
        else
        {
            _host.Output.WriteLine(secret);
            _host.Output.Flush();
            _host.Error.WriteLine($"This is the key of \"{key.Name}\" ({key.Id}). It is not shown again: only its hash is kept.");
        }

        return ExitCode.Success;
    }
}
