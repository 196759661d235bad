using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Running;

/// <summary>A played conversation.</summary>
/// <param name="opening">What was said before the model's first turn.</param>
internal sealed class Transcript(IReadOnlyList<ChatMessage> opening)
{
    /// <summary>The whole conversation; what was hidden from the model later is still here.</summary>
    public List<ChatMessage> Messages { get; } = [.. opening];

    public List<PlayedTurn> Turns { get; } = [];

    public EpisodeEnding Ending { get; set; }

    /// <summary>How often tool results were hidden because the context was full.</summary>
    public int Hidings { get; set; }

    /// <summary>What was said since the opening.</summary>
    public IEnumerable<ChatMessage> Played => Messages.Skip(opening.Count);

    /// <summary>All calls of the model, in order.</summary>
    public IEnumerable<FunctionCallContent> Calls =>
        Played.Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Contents.OfType<FunctionCallContent>());

    /// <summary>The text of the model's last turn without its thinking; empty where that turn was cut off while thinking.</summary>
    public string FinalText => Played.LastOrDefault(message => message.Role == ChatRole.Assistant)?.Text ?? string.Empty;
}
