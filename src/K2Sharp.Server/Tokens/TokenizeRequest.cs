using System.Text.Json;
using System.Text.Json.Serialization;

namespace K2Sharp.Server.Tokens;

/// <summary>The body of <c>POST /tokenize</c> and <c>POST /apply-template</c>: a text, under vLLM's or llama.cpp's name, or a conversation.</summary>
internal sealed class TokenizeRequest
{
    /// <summary>The model's name.</summary>
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    /// <summary>A text; vLLM's name. Marker spellings in it stay text.</summary>
    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    /// <summary>A text; llama.cpp's name.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }

    /// <summary>A conversation, which the template is applied to.</summary>
    [JsonPropertyName("messages")]
    public JsonElement Messages { get; init; }

    /// <summary>The conversation's tools.</summary>
    [JsonPropertyName("tools")]
    public JsonElement Tools { get; init; }

    /// <summary>Whether a conversation ends with the header of the next answer; true unless said otherwise.</summary>
    [JsonPropertyName("add_generation_prompt")]
    public bool? AddGenerationPrompt { get; init; }

    /// <summary>Whether to tell the tokens' texts as well; vLLM's name.</summary>
    [JsonPropertyName("return_token_strs")]
    public bool? ReturnTokenStrings { get; init; }
}
