using System.Text;
using K2Sharp.Server.OpenAI.LogProbabilities;

namespace K2Sharp.Server.OpenAI.Chat;

/// <summary>Adds up the pieces of one answer.</summary>
internal sealed class ChoiceFold
{
    private readonly StringBuilder _content = new();
    private readonly List<(ToolCallDelta Start, StringBuilder Arguments)> _calls = [];
    private List<TokenScore>? _scores;
    private StringBuilder? _reasoning;
    private string _finishReason = string.Empty;

    public void Add(ChunkChoice piece)
    {
        _content.Append(piece.Delta.Content);
        if (piece.Delta.ReasoningContent is { } reasoning)
        {
            (_reasoning ??= new StringBuilder()).Append(reasoning);
        }

        foreach (ToolCallDelta call in piece.Delta.ToolCalls ?? [])
        {
            if (call.Index == _calls.Count)
            {
                _calls.Add((call, new StringBuilder()));
            }

            _calls[call.Index].Arguments.Append(call.Function.Arguments);
        }

        if (piece.LogProbs is { } logProbs)
        {
            (_scores ??= []).AddRange(logProbs.Content);
        }

        _finishReason = piece.FinishReason ?? _finishReason;
    }

    /// <summary>The whole answer.</summary>
    /// <param name="index">Which answer, from 0.</param>
    /// <param name="reportsLogProbs">Whether an answer without content still has an (empty) list of scores.</param>
    public ChatChoice Build(int index, bool reportsLogProbs) => new()
    {
        Index = index,
        Message = new AssistantMessage
        {
            Content = _content.Length == 0 && _calls.Count > 0 ? null : _content.ToString(),
            ReasoningContent = _reasoning?.ToString(),
            ToolCalls = _calls.Count == 0 ? null : _calls.ConvertAll(call => new ToolCall
            {
                Id = call.Start.Id!,
                Function = new FunctionCall { Name = call.Start.Function.Name!, Arguments = call.Arguments.ToString() },
            }),
        },
        LogProbs = reportsLogProbs ? new ChoiceLogProbs { Content = _scores ?? [] } : null,
        FinishReason = _finishReason,
    };
}
