using K2Sharp.Extensions.AI.Requests;

namespace K2Sharp.Server.Anthropic;

/// <summary>A request that was found to be valid.</summary>
/// <param name="Call">What to answer.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="IsStream">Whether the client reads the answer as it comes.</param>
internal sealed record MessageCall(ChatCall Call, string Model, bool IsStream);
