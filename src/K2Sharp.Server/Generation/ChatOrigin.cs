namespace K2Sharp.Server.Generation;

/// <summary>Where a chat comes from, for the books and the measurements.</summary>
/// <param name="Route">The endpoint's route.</param>
/// <param name="Model">The model's name as the client wrote it.</param>
/// <param name="IsStream">Whether the client reads the answer as it comes.</param>
/// <param name="AnswerId">The id under which the client gets the answer.</param>
internal sealed record ChatOrigin(string Route, string Model, bool IsStream, string AnswerId);
