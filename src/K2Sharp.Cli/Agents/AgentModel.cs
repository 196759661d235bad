using K2Sharp.Agents.Context;
using K2Sharp.Agents.Upstream;
using K2Sharp.Cli.Hosting;
using K2Sharp.Extensions.AI;
using K2Sharp.Inference.Engine;
using Microsoft.Extensions.AI;

namespace K2Sharp.Cli.Agents;

/// <summary>The model of a run: a checkpoint in this process, or a server.</summary>
/// <param name="Client">The model.</param>
/// <param name="Name">Its name.</param>
/// <param name="ContextTokens">What its context holds; null where that is not known.</param>
/// <param name="Tokens">Counts tokens.</param>
/// <param name="Owned">What is to be disposed in the end.</param>
internal sealed record AgentModel(IChatClient Client, string Name, int? ContextTokens, ITokenEstimator Tokens, IDisposable Owned) : IDisposable
{
    // An answer of thousands of tokens is streamed for a long time; the run's own limits end it.
    private static readonly TimeSpan s_longestRequest = TimeSpan.FromHours(6);

    /// <summary>Loads a checkpoint.</summary>
    public static AgentModel Load(CliHost host, string directory, EngineOptions options, CancellationToken cancellation)
    {
        K2Engine engine = EngineOpener.Open(host, directory, options, cancellation);
        string name = Path.GetFileName(Path.GetFullPath(directory).TrimEnd(Path.DirectorySeparatorChar));
        return new AgentModel(new K2ChatClient(engine, name), name, engine.ContextLength, new TokenizerEstimator(engine.Tokenizer), engine);
    }

    /// <summary>Reaches a server with OpenAI's chat completions.</summary>
    public static AgentModel Reach(Uri address, string name, string? key)
    {
        var http = new HttpClient { Timeout = s_longestRequest };
        var client = new ChatCompletionsClient(http, new ChatCompletionsOptions { BaseAddress = address, Model = name, ApiKey = key });
        return new AgentModel(client, name, null, CharacterEstimator.Instance, http);
    }

    public void Dispose() => Owned.Dispose();
}
