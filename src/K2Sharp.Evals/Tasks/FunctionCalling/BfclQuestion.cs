using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>A question that is to be answered with calls, or without any.</summary>
/// <param name="Id">BFCL's id.</param>
/// <param name="Messages">The prompt.</param>
/// <param name="Functions">What is declared, in BFCL's form.</param>
/// <param name="Expected">The calls with their possible values; null where no call is right.</param>
internal sealed record BfclQuestion(string Id, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<JsonElement> Functions, JsonElement? Expected)
    : Question(Id, string.Empty)
{
    public override Episode Begin(EpisodeServices services) => new BfclEpisode(this);
}
