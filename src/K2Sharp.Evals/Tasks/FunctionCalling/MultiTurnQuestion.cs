using System.Text.Json;
using Microsoft.Extensions.AI;

namespace K2Sharp.Evals.Tasks.FunctionCalling;

/// <summary>A conversation of several requests over a world with state.</summary>
/// <param name="Id">BFCL's id.</param>
/// <param name="Turns">What the user says in each turn.</param>
/// <param name="Functions">What is declared.</param>
/// <param name="Classes">The classes of the world.</param>
/// <param name="Config">Their state at the start.</param>
/// <param name="Expected">The calls of each turn, in Python.</param>
/// <param name="SourceFolder">Where the published classes are.</param>
internal sealed record MultiTurnQuestion(
    string Id,
    IReadOnlyList<IReadOnlyList<ChatMessage>> Turns,
    IReadOnlyList<AIFunctionDeclaration> Functions,
    IReadOnlyList<string> Classes,
    JsonElement Config,
    IReadOnlyList<IReadOnlyList<string>> Expected,
    string SourceFolder) : Question(Id, string.Join(", ", Classes))
{
    public override Episode Begin(EpisodeServices services) =>
        new MultiTurnEpisode(this, services.Tools ?? throw new InvalidOperationException("the task was started without its tools"));
}
