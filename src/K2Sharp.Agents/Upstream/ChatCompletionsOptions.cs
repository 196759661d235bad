namespace K2Sharp.Agents.Upstream;

/// <summary>Where a server with OpenAI's chat completions is.</summary>
public sealed record ChatCompletionsOptions
{
    /// <summary>The API's root, for example <c>http://127.0.0.1:8000/v1</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>The key; null for none.</summary>
    public string? ApiKey { get; init; }
}
