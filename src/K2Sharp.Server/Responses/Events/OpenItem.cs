using System.Text;
using K2Sharp.Server.OpenAI.LogProbabilities;
using K2Sharp.Server.Responses.Protocol;

namespace K2Sharp.Server.Responses.Events;

/// <summary>The item that is being made.</summary>
/// <param name="begun">The item as it began.</param>
/// <param name="partType">The type of its one part; null for a call, which has none.</param>
/// <param name="outputIndex">Its place in the output.</param>
internal sealed class OpenItem(ResponseItem begun, string? partType, int outputIndex)
{
    private readonly StringBuilder _text = new();
    private readonly List<TokenScore> _scores = [];

    public ResponseItem Begun => begun;

    public string? PartType => partType;

    public int OutputIndex => outputIndex;

    /// <summary>All of its text so far, or of its arguments.</summary>
    public string Text => _text.ToString();

    public IReadOnlyList<TokenScore> Scores => [.. _scores];

    /// <summary>Its part so far.</summary>
    public ResponsePart Part => ResponsePart.Of(partType!, Text, Scores);

    public void Append(string text, IReadOnlyList<TokenScore> scores)
    {
        _text.Append(text);
        _scores.AddRange(scores);
    }

    /// <summary>The item as it is now.</summary>
    /// <param name="status">One of <see cref="ResponseStatus"/>.</param>
    /// <param name="isCarried">Whether a thought also comes in the form that clients without a place for it send back.</param>
    public ResponseItem Snapshot(string status, bool isCarried) => partType switch
    {
        null => begun with { Status = status, Arguments = Text },
        Protocol.PartType.SummaryText => begun with { Status = status, Summary = [Part], EncryptedContent = Carried(isCarried) },
        Protocol.PartType.ReasoningText => begun with { Status = status, Content = [Part], EncryptedContent = Carried(isCarried) },
        _ => begun with { Status = status, Content = [Part] },
    };

    private string? Carried(bool isCarried) => isCarried ? Input.CarriedThought.Write(Text) : null;
}
