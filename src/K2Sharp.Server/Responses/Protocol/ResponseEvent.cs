using System.Text.Json.Serialization;
using K2Sharp.Server.OpenAI.LogProbabilities;

namespace K2Sharp.Server.Responses.Protocol;

/// <summary>An event of a streamed response. Members that its kind does not have are null and not written.</summary>
internal sealed record ResponseEvent
{
    /// <summary>One of <see cref="EventType"/>; also the name of the server-sent event.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The event's number in its stream, from 0, without gaps.</summary>
    [JsonPropertyName("sequence_number")]
    public required int SequenceNumber { get; init; }

    /// <summary>The response as it is now.</summary>
    [JsonPropertyName("response")]
    public ResponseObject? Response { get; init; }

    /// <summary>The id of the item that the event is about.</summary>
    [JsonPropertyName("item_id")]
    public string? ItemId { get; init; }

    /// <summary>The item's place in the output.</summary>
    [JsonPropertyName("output_index")]
    public int? OutputIndex { get; init; }

    /// <summary>The part's place in the item's content.</summary>
    [JsonPropertyName("content_index")]
    public int? ContentIndex { get; init; }

    /// <summary>The part's place in the item's summary.</summary>
    [JsonPropertyName("summary_index")]
    public int? SummaryIndex { get; init; }

    /// <summary>The item as it is now.</summary>
    [JsonPropertyName("item")]
    public ResponseItem? Item { get; init; }

    /// <summary>The part as it is now.</summary>
    [JsonPropertyName("part")]
    public ResponsePart? Part { get; init; }

    /// <summary>What is new.</summary>
    [JsonPropertyName("delta")]
    public string? Delta { get; init; }

    /// <summary>The whole text of a part.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    /// <summary>How likely the tokens of a message's text were.</summary>
    [JsonPropertyName("logprobs")]
    public IReadOnlyList<TokenScore>? LogProbs { get; init; }

    /// <summary>The function of a call.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>The whole arguments of a call.</summary>
    [JsonPropertyName("arguments")]
    public string? Arguments { get; init; }
}
