namespace K2Sharp.Server.Tests.Operations;

/// <summary>What a test asks of the endpoint that stands for the model.</summary>
/// <param name="Prompt">Tokens of the prompt.</param>
/// <param name="Max">The most tokens of the answer; null when none is named.</param>
/// <param name="Use">Tokens that the answer will have; null for as many as it may.</param>
/// <param name="Hold">Whether it waits for the host's release before it answers.</param>
internal sealed record FakeRequest(int Prompt = 1, int? Max = null, int? Use = null, bool Hold = false);
