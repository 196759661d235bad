using System.CommandLine;
using K2Sharp.Cli.Hosting;
using K2Sharp.Inference.Engine;

namespace K2Sharp.Cli.Agents;

/// <summary>The options that say which model runs the agent: a checkpoint in this process, or a server.</summary>
internal sealed class AgentModelArguments
{
    private readonly ModelArguments _model = new();
    private readonly Option<string?> _url = new("--url") { Description = "A server with OpenAI's chat completions, such as http://127.0.0.1:8000/v1. Default: the model in this process.", HelpName = "URL" };
    private readonly Option<string?> _modelName = new("--model-name") { Description = "The model's name at the server. Default: kimi-k2-thinking.", HelpName = "NAME" };
    private readonly Option<string?> _keyVariable = new("--api-key-env") { Description = "The environment variable that holds the server's key. Default: K2_API_KEY, where it is set.", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        _model.AddTo(command);
        command.Add(_url);
        command.Add(_modelName);
        command.Add(_keyVariable);
    }

    /// <summary>Opens the model.</summary>
    /// <param name="host">Where it says that it takes a while.</param>
    /// <param name="input">The command line.</param>
    /// <param name="verb">The command that the options were added to.</param>
    /// <param name="cancellation">Ctrl+C.</param>
    public AgentModel Open(CliHost host, AgentInput input, Command verb, CancellationToken cancellation)
    {
        if (input.Get(_url) is { } url)
        {
            string variable = input.Get(_keyVariable) ?? "K2_API_KEY";
            string? key = Environment.GetEnvironmentVariable(variable);
            return Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
                ? key is null && input.Has(_keyVariable) ? throw new UsageException($"the environment variable {variable} of --api-key-env is not set")
                    : AgentModel.Reach(address, input.Get(_modelName) ?? "kimi-k2-thinking", string.IsNullOrEmpty(key) ? null : key)
                : throw new UsageException($"--url must be an http or https address, not \"{url}\"");
        }

        ParseResult named = input.For(verb, "--model");
        string directory = _model.Directory(named, host);
        var options = new EngineOptions { Model = _model.Options(input.For(verb, "--kernels", "--threads", "--activations", "--dense", "--latent-norm-eps", "--memory", "--numa")) };
        return AgentModel.Load(host, directory, options, cancellation);
    }
}
