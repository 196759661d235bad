using System.Text.Json;
using K2Sharp.Server.Responses.Input;

namespace K2Sharp.Server.Responses.Store;

/// <summary>A response to keep.</summary>
/// <param name="KeyId">The key that made it.</param>
/// <param name="Id">Its id.</param>
/// <param name="PreviousId">The response that it goes on from; null for none.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Body">The whole response.</param>
/// <param name="Input">The items of its request.</param>
/// <param name="Output">The items of its answer.</param>
internal sealed record StoredResponse(
    string KeyId, string Id, string? PreviousId, DateTimeOffset Created, JsonElement Body, IReadOnlyList<InputItem> Input, IReadOnlyList<InputItem> Output);
