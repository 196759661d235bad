using K2Sharp.Server.Accounting;
using K2Sharp.Server.Errors;
using K2Sharp.Server.Responses.Protocol;
using K2Sharp.Server.Responses.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace K2Sharp.Server.Responses;

/// <summary>Where the Responses API is.</summary>
internal static class ResponseRoutes
{
    private const string Tag = "Responses";

    public static void AddResponses(this IServiceCollection services)
    {
        services.AddOptions<ResponseStoreOptions>().BindConfiguration(ResponseStoreOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ResponseStoreOptions>, ResponseStoreValidation>());
        services.AddSingleton<ResponseFile>();
        services.AddSingleton<ResponseStore>();
        services.AddHostedService<ResponseSweep>();
        services.AddSingleton<ResponseMapper>();
        services.AddSingleton<ResponseEndpoints>();
    }

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ResponseEndpoints.Route, (HttpContext context, ResponseEndpoints endpoints) => endpoints.CreateAsync(context))
            .WithMetadata(new MeteredAttribute()).WithTags(Tag).WithSummary("Answer items, and keep the answer")
            .Accepts<ResponseRequest>("application/json").Produces<ResponseObject>().Produces<ErrorBody>(400).Produces<ErrorBody>(429);
        routes.MapPost("/v1/responses/input_tokens", (HttpContext context, ResponseEndpoints endpoints) => endpoints.CountAsync(context))
            .WithTags(Tag).WithSummary("Count a request's tokens")
            .Accepts<ResponseRequest>("application/json").Produces<InputTokens>().Produces<ErrorBody>(400);
        routes.MapGet("/v1/responses/{id}", (HttpContext context, string id, ResponseEndpoints endpoints) => endpoints.GetAsync(context, id))
            .WithTags(Tag).WithSummary("A kept response").Produces<ResponseObject>().Produces<ErrorBody>(404);
        routes.MapDelete("/v1/responses/{id}", (HttpContext context, string id, ResponseEndpoints endpoints) => endpoints.DeleteAsync(context, id))
            .WithTags(Tag).WithSummary("Remove a kept response").Produces<DeletedResponse>().Produces<ErrorBody>(404);
        routes.MapGet("/v1/responses/{id}/input_items", (HttpContext context, string id, ResponseEndpoints endpoints) => endpoints.ListInputAsync(context, id))
            .WithTags(Tag).WithSummary("What a kept response was asked").Produces<ItemList>().Produces<ErrorBody>(404);
        routes.MapPost("/v1/responses/{id}/cancel", (HttpContext context, string id, ResponseEndpoints endpoints) => endpoints.CancelAsync(context, id))
            .WithTags(Tag).WithSummary("Refused: there are no responses in the background").Produces<ErrorBody>(400).Produces<ErrorBody>(404);
    }
}
