using System.Text.Json.Serialization;
using K2Sharp.Server.OpenAI.LogProbabilities;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>A part of an item.</summary>
internal sealed record ResponsePart
{
    /// <summary>One of <see cref="PartType"/>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The text.</summary>
    [JsonPropertyName("text")]
    public required string Text { get; init; }

    /// <summary>Of a message's text: always empty, for there are no sources to name.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyList<string>? Annotations { get; init; }

    /// <summary>Of a message's text: how likely its tokens were; empty where it was not asked for.</summary>
    [JsonPropertyName("logprobs")]
    public IReadOnlyList<TokenScore>? LogProbs { get; init; }

    public static ResponsePart Of(string type, string text, IReadOnlyList<TokenScore> scores) => type == PartType.OutputText
        ? new ResponsePart { Type = type, Text = text, Annotations = [], LogProbs = scores }
        : new ResponsePart { Type = type, Text = text };
}
