using K2Sharp.Text.Tokenization;

namespace K2Sharp.Text.Parsing;

/// <summary>
/// Feeds a parser from token ids. Structure comes from the ids of special tokens alone: a marker that the model spells out in
/// ordinary tokens is text. A character whose bytes are spread over several tokens is handed on once it is whole.
/// </summary>
public sealed class AssistantTokenReader
{
    private readonly K2Tokenizer _tokenizer;
    private readonly AssistantStreamParser _parser;
    private readonly StreamingDecoder _decoder;
    private readonly Dictionary<int, MarkerSpelling> _markers = [];

    /// <summary>A reader that feeds <paramref name="parser"/> with the output of a model that uses <paramref name="tokenizer"/>.</summary>
    public AssistantTokenReader(K2Tokenizer tokenizer, AssistantStreamParser parser)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(parser);
        _tokenizer = tokenizer;
        _parser = parser;
        _decoder = tokenizer.CreateDecoder();
        foreach (MarkerSpelling spelling in MarkerSpelling.Tokens)
        {
            if (tokenizer.TryGetSpecialId(spelling.Text, out int id))
            {
                _markers[id] = spelling;
            }
        }
    }

    /// <summary>The ids that end a message: nothing that the model says after one of them is read.</summary>
    public IReadOnlyList<int> EndOfMessageIds => MarkerIds(Marker.EndOfMessage);

    /// <summary>How many tokens were reasoning, the tags counted with it.</summary>
    public int ReasoningTokens { get; private set; }

    /// <summary>The ids that stand for a marker, its own first; empty where the vocabulary has none.</summary>
    public IReadOnlyList<int> MarkerIds(Marker marker) => [.. _markers.Where(known => known.Value.Marker == marker).Select(known => known.Key)];

    /// <summary>What the next token would belong to.</summary>
    public AssistantChannel Channel => _parser.Channel;

    /// <summary>Takes the next tokens; how they are cut into calls makes no difference.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public void Push(ReadOnlySpan<int> ids)
    {
        foreach (int id in ids)
        {
            Push(id);
        }
    }

    /// <summary>Takes the next token. Special tokens that mean nothing in an answer are dropped.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    public void Push(int id)
    {
        bool wasReasoning = _parser.Channel == AssistantChannel.Reasoning;
        if (!_tokenizer.IsSpecial(id))
        {
            _parser.PushText(_decoder.Append(id));
        }
        else
        {
            // No character reaches across a special token: what is incomplete here is broken.
            _parser.PushText(_decoder.Flush());
            if (_markers.TryGetValue(id, out MarkerSpelling spelling))
            {
                _parser.PushMarker(spelling.Marker, spelling.Text);
            }
        }

        if (wasReasoning)
        {
            ReasoningTokens++;
        }
    }

    /// <summary>Ends the message; see <see cref="AssistantStreamParser.Finish"/>.</summary>
    public void Finish(string stopReason = FinishReason.Stop)
    {
        string broken = _decoder.Flush();

        // Cut at the limit of tokens, an incomplete character is not an error of the model: it is simply not there yet.
        if (!string.Equals(stopReason, FinishReason.Length, StringComparison.Ordinal))
        {
            _parser.PushText(broken);
        }

        _parser.Finish(stopReason);
    }
}
