namespace K2Sharp.Server.OpenAI.Completions;

/// <summary>A prompt as a text or as token ids.</summary>
/// <param name="Text">The text; null for ids.</param>
/// <param name="Tokens">The ids; null for a text.</param>
internal readonly record struct RawPrompt(string? Text, int[]? Tokens);
