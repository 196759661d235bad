using K2Sharp.Extensions.AI;

namespace K2Sharp.Cli.Serving;

/// <summary>What the command line says about a server.</summary>
internal sealed record ServeSettings
{
    public required ListenSettings Listen { get; init; }

    /// <summary>Sets what the command line says about the model and the engine; what it does not say stays as the configuration has it.</summary>
    public required Action<K2Options> Configure { get; init; }

    /// <summary>Entries of the configuration: limits, state, the end.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Operations { get; init; } = [];

    public bool IsLogJson { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [];

    public bool ShowsDocs { get; init; } = true;

    /// <summary>Whether the Model Context Protocol is served beside the other APIs.</summary>
    public bool ServesMcp { get; init; }
}
