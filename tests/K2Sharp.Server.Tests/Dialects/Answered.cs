using System.Text.Json;

namespace K2Sharp.Server.Tests.Dialects;

/// <summary>An answer, whatever dialect it came in.</summary>
internal sealed record Answered(string Thought, string Text, string Calls, int PromptTokens, int CompletionTokens)
{
    /// <summary>Calls in one line each.</summary>
    public static string Join(IEnumerable<(string Id, string Name, string Arguments)> calls) =>
        string.Join('\n', calls.Select(call => $"{call.Id} {call.Name} {JsonElement.Parse(call.Arguments).GetRawText()}"));
}
