namespace K2Sharp.Training.Evaluation;

/// <summary>One assistant turn as the model wrote it.</summary>
/// <param name="PromptTokens">How long the prompt was, a forced thought included.</param>
/// <param name="Prompt">The prompt's ids, forced thought included; empty unless the player was asked to keep them.</param>
/// <param name="Generated">The ids that the model drew, the one that ended the turn included; a cut turn has no such end.</param>
internal sealed record PlayedTurn(int PromptTokens, int[] Prompt, int[] Generated);
