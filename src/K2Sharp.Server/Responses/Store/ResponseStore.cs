using System.Text.Json;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Input;
using K2Sharp.Server.Responses.Protocol;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Responses.Store;

/// <summary>Keeps responses for those who made them. To everyone else, what is kept and what never was look the same.</summary>
internal sealed class ResponseStore(ResponseFile file, IOptions<ResponseStoreOptions> options, TimeProvider clock)
{
    /// <summary>Whether anything is kept.</summary>
    public bool IsOpen => options.Value.Retention > TimeSpan.Zero;

    /// <summary>Keeps a response.</summary>
    public void Add(string keyId, ResponseObject response, IReadOnlyList<InputItem> input) => file.Database.Add(new StoredResponse(
        keyId,
        response.Id,
        response.PreviousResponseId,
        clock.GetUtcNow(),
        JsonSerializer.SerializeToElement(response, ResponsesJson.Wire.ResponseObject),
        input,
        [.. response.Output.Select(item => new InputItem(item.Id, JsonSerializer.SerializeToElement(item, ResponsesJson.Wire.ResponseItem)))]));

    /// <summary>All items of a response and of those before it.</summary>
    /// <exception cref="ApiException">The key has no such response, or one before it is gone.</exception>
    public IReadOnlyList<InputItem> Chain(string keyId, string id) => file.Database.Chain(keyId, id) ?? throw new ApiException(
        new ApiError(400, ErrorTypes.InvalidRequest, $"previous_response_id: there is no response \"{Shorten(id)}\" to go on from, or one before it was deleted")
        {
            Param = "previous_response_id",
            Code = "previous_response_not_found",
        });

    /// <summary>An item that was sent or received before.</summary>
    /// <exception cref="ApiException">The key has no such item.</exception>
    public InputItem Item(string keyId, string id, string path) => file.Database.FindItem(keyId, id)
        ?? throw ApiException.Invalid($"{path}.id", "no stored response has an item of this id");

    /// <summary>A response as it was sent.</summary>
    /// <exception cref="ApiException">The key has no such response.</exception>
    public string Body(string keyId, string id) => file.Database.Find(keyId, id) ?? throw Missing(id);

    /// <summary>The items of a response's request.</summary>
    /// <exception cref="ApiException">The key has no such response.</exception>
    public IReadOnlyList<InputItem> Input(string keyId, string id)
    {
        Body(keyId, id);
        return file.Database.Input(id);
    }

    /// <summary>Removes a response.</summary>
    /// <exception cref="ApiException">The key has no such response.</exception>
    public void Remove(string keyId, string id)
    {
        if (!file.Database.Remove(keyId, id))
        {
            throw Missing(id);
        }
    }

    /// <summary>Removes what is too old.</summary>
    /// <returns>How many responses.</returns>
    public int Sweep() => file.Database.Sweep(clock.GetUtcNow() - options.Value.Retention);

    private static ApiException Missing(string id) =>
        new(new ApiError(404, ErrorTypes.InvalidRequest, $"there is no response \"{Shorten(id)}\"") { Param = "response_id" });

    private static string Shorten(string id) => id.Length <= 100 ? id : $"{id[..100]}...";
}
