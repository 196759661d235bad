using K2Sharp.Server.Generation;
using Microsoft.AspNetCore.Http;

namespace K2Sharp.Server.OpenAI.Models;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{model}</c>.</summary>
internal sealed class ModelEndpoints(ModelCatalog models)
{
    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new ModelList { Data = [.. models.Names.Select(Card)] }, OpenAIJson.Wire.ModelList, contentType: "application/json", context.RequestAborted);

    public Task GetAsync(HttpContext context, string model) => context.Response.WriteAsJsonAsync(
        models.Names.Contains(model) ? Card(model) : throw models.NotFound(model), OpenAIJson.Wire.ModelCard, contentType: "application/json", context.RequestAborted);

    private ModelCard Card(string name) => new()
    {
        Id = name,
        Created = models.Created,
        Root = models.Names[^1],
        ContextLength = models.ContextLength,
        MaxModelLength = models.ContextLength,
    };
}
