using System.Text.Json.Serialization;

namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>One prompt or several.</summary>
/// <param name="Prompts">The prompts.</param>
[JsonConverter(typeof(PromptListConverter))]
internal sealed record PromptList(IReadOnlyList<RawPrompt> Prompts);
