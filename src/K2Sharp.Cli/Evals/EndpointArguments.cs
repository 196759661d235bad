using System.CommandLine;
using K2Sharp.Evals.Running.Endpoints;

namespace K2Sharp.Cli.Evals;

/// <summary>The options that name an endpoint: the model under test, the judge, or the model that plays the user.</summary>
internal sealed class EndpointArguments
{
    private readonly string _prefix;
    private readonly Option<string?> _address;
    private readonly Option<string?> _model;
    private readonly Option<string?> _key;

    /// <param name="prefix">What the options begin with: nothing, "judge-" or "user-".</param>
    /// <param name="purpose">What the endpoint is for.</param>
    public EndpointArguments(string prefix, string purpose)
    {
        _prefix = prefix;
        _address = new($"--{prefix}endpoint") { Description = $"An OpenAI-compatible endpoint {purpose}, such as http://127.0.0.1:8000/v1.", HelpName = "URL" };
        _model = new($"--{prefix}endpoint-model") { Description = "The model's name there.", HelpName = "NAME" };
        _key = new($"--{prefix}key-variable") { Description = "The environment variable that holds its key. Default: K2_API_KEY; without it no key is sent.", HelpName = "NAME" };
    }

    public void AddTo(Command command)
    {
        command.Add(_address);
        command.Add(_model);
        command.Add(_key);
    }

    /// <summary>The endpoint, or null where none is named.</summary>
    /// <exception cref="UsageException">The options do not fit together.</exception>
    public EndpointAddress? Read(ParseResult result)
    {
        if (result.GetValue(_address) is not { } address)
        {
            return result.GetValue(_model) is null && result.GetValue(_key) is null ? null : throw new UsageException($"--{_prefix}endpoint is missing: name the endpoint's address");
        }

        string? named = result.GetValue(_key);
        string? key = Environment.GetEnvironmentVariable(named ?? "K2_API_KEY");
        if (named is not null && string.IsNullOrEmpty(key))
        {
            throw new UsageException($"the environment variable {named} is not set: put the endpoint's key there");
        }

        return EndpointAddress.Parse(address, result.GetValue(_model) ?? "kimi-k2-thinking", string.IsNullOrEmpty(key) ? null : key);
    }
}
