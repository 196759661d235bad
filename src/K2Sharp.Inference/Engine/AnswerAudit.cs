using System.Text;
using System.Text.Json;
using K2Sharp.Text.Parsing;
using K2Sharp.Text.Schema.ToolFormat;

namespace K2Sharp.Inference.Engine;

/// <summary>Looks at enforced answers as their readers will: calls that name no declared tool or whose arguments are not JSON are counted.</summary>
internal sealed class AnswerAudit(ChatRequest request)
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 1_000 };
    private readonly HashSet<string> _names = [.. request.Tools.Select(tool => tool.Name)];
    private readonly StringBuilder _json = new();
    private bool _hasFailed;
    private int _calls;

    /// <summary>Told every event of the answer.</summary>
    public void Add(AssistantEvent item)
    {
        switch (item)
        {
            case ToolCallStarted call:
                EndCall();
                _calls++;
                _hasFailed |= !_names.Contains(call.Name);
                break;
            case ToolArgumentsDelta delta:
                _json.Append(delta.Text);
                break;
            case Finished finished:
                // What was cut at a limit has a right to be half.
                if (!string.Equals(finished.Reason, FinishReason.Length, StringComparison.Ordinal))
                {
                    EndCall();
                }

                if (_hasFailed)
                {
                    FormatMetrics.ParseFailures.Add(1);
                }

                break;
            default:
                break;
        }
    }

    private void EndCall()
    {
        if (_calls > 0)
        {
            try
            {
                using JsonDocument arguments = JsonDocument.Parse(_json.ToString(), s_deep);
                _hasFailed |= arguments.RootElement.ValueKind != JsonValueKind.Object;
            }
            catch (JsonException)
            {
                _hasFailed = true;
            }
        }

        _json.Clear();
    }
}
