using System.Text.Json;

namespace K2Sharp.Server.Responses.Input;

/// <summary>An item of a conversation as the store keeps it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Json">The item, with id and type.</param>
internal sealed record InputItem(string Id, JsonElement Json);
